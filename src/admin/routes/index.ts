import type { Endpoint } from '../visit';
import { audit } from './audit';
import { heldRemovals } from './held';
import { settingsHistory } from './history';
import { suggestions } from './names';
import { openapi } from './openapi';
import { page } from './page';
import { preview } from './preview';
import { settings } from './settings';
import { users } from './users';

/** Everything that the router answers. */
export const endpoints: readonly Endpoint[] = [
  ...settings,
  ...settingsHistory,
  ...preview,
  ...users,
  ...audit,
  ...heldRemovals,
  ...suggestions,
  ...openapi,
  ...page,
];
