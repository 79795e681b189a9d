import type { Endpoint } from '../endpoint';
import { audit } from './audit';
import { claims } from './claims';
import { suggestions } from './suggestions';
import { openapi } from './openapi';
import { preview } from './preview';
import { settings } from './settings';
import { users } from './users';

/** All endpoints of the API. */
export const endpoints: readonly Endpoint[] = [
  ...settings,
  ...preview,
  ...users,
  ...audit,
  ...suggestions,
  ...claims,
  ...openapi,
];
