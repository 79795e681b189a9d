import type { Endpoint } from '../visit';
import { audit } from './audit';
import { held } from './held';
import { history } from './history';
import { names } from './names';
import { openapi } from './openapi';
import { page } from './page';
import { preview } from './preview';
import { settings } from './settings';
import { users } from './users';

/** Everything that the router answers. */
export const endpoints: readonly Endpoint[] = [
  ...settings,
  ...history,
  ...preview,
  ...users,
  ...audit,
  ...held,
  ...names,
  ...openapi,
  ...page,
];
