import type { Endpoint } from '../endpoint';
import { audit } from './audit';
import { heldRemovals } from './held-removals';
import { settingsHistory } from './settings-history';
import { suggestions } from './suggestions';
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
