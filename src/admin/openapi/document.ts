import { object } from './build';
import { paths } from './paths';
import { auditSchemas } from './schemas/audit';
import { previewSchemas } from './schemas/preview';
import { problemSchemas } from './schemas/problem';
import { settingsSchemas } from './schemas/settings';
import { userSchemas } from './schemas/users';

/** The OpenAPI 3.1 description of the admin API. */
export const document = {
  openapi: '3.1.0',
  info: {
    title: 'Provisioning',
    version: '1',
    description:
      'Settings, users and audit log of one tenant. Changes need an Origin header that is the address of the app, or a ' +
      'browser that says that they come from it.',
  },
  // The path at which the app has mounted the router.
  servers: [{ url: '.' }],
  paths,
  components: {
    schemas: {
      ...settingsSchemas,
      ...previewSchemas,
      ...userSchemas,
      ...auditSchemas,
      ...problemSchemas,
      EmptyObject: object({}),
    },
  },
};
