import type { Endpoint } from '../endpoint';
import { audit } from './audit';
import { suggestions } from './suggestions';
import { openapi } from './openapi';
import { preview } from './preview';
import { settings } from './settings';
import { users } from './users';

/** Everything that the API answers. */
export const endpoints: readonly Endpoint[] = [
  ...settings,
  ...preview,
  ...users,
  ...audit,
  ...suggestions,
  ...openapi,
];
