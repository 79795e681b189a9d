import { dateTime, ref, string, uuid, nonNegativeInteger, type Schema } from './build';
import { operation } from './operation';

const JSON_TYPE = 'application/json';
const NDJSON_TYPE = 'application/x-ndjson';

/** Text with one JSON object of the schema in each line. */
function ndjsonOf(schema: string): Schema {
  return {
    ...string,
    description: `Each line is a ${schema}.`,
    contentMediaType: JSON_TYPE,
    contentSchema: ref(schema),
  };
}

const settingsResponse = { [JSON_TYPE]: ref('Settings') };
const limitSchema = (maximum: number, defaultValue: number) => ({
  ...nonNegativeInteger,
  minimum: 1,
  maximum,
  default: defaultValue,
});

export const paths = {
  '/settings': {
    get: operation('getSettings', { summary: 'The settings of the tenant', responses: settingsResponse }),
    put: operation('changeSettings', {
      summary: 'Changes the settings',
      requestBody: 'SettingsChange',
      versioned: true,
      responses: settingsResponse,
      problems: [409, 412, 422, 428],
    }),
  },
  '/settings/history': {
    get: operation('listSettingsVersions', {
      summary: 'Every version of the settings, the newest first',
      query: { before: nonNegativeInteger, limit: limitSchema(99, 20) },
      responses: { [JSON_TYPE]: ref('SettingsHistory') },
    }),
  },
  '/settings/rollback': {
    post: operation('rollBackSettings', {
      summary: 'Restores an older version as the newest one',
      requestBody: 'SettingsRollback',
      versioned: true,
      responses: settingsResponse,
      problems: [404, 409, 412, 422, 428],
    }),
  },
  '/preview': {
    post: operation('preview', {
      summary: 'Previews what settings would change for every user; nothing is changed',
      requestBody: 'SettingsPatch',
      responses: { [NDJSON_TYPE]: ndjsonOf('PreviewLine') },
      problems: [409, 422],
    }),
  },
  '/users': {
    get: operation('listUsers', {
      summary: 'Users with their groups and grants; as ndjson all users',
      query: {
        search: {
          ...string,
          maxLength: 320,
          description: 'Words. Each must occur in the address or a name; case is ignored.',
        },
        dormantDays: {
          ...nonNegativeInteger,
          minimum: 1,
          maximum: 36_500,
          description: 'Only active users who have not signed in for so many days.',
        },
        after: string,
        limit: limitSchema(200, 50),
        format: { enum: ['json', 'ndjson'], default: 'json' },
      },
      responses: { [JSON_TYPE]: ref('Users'), [NDJSON_TYPE]: ndjsonOf('UserLine') },
    }),
  },
  ...Object.fromEntries(
    ['deactivate', 'activate'].map((action) => [
      `/users/{id}/${action}`,
      {
        post: operation(`${action}User`, {
          summary:
            action === 'activate'
              ? 'Activates a user'
              : 'Deactivates a user and ends all sessions of the user',
          path: ['id'],
          requestBody: 'EmptyObject',
          responses: { [JSON_TYPE]: ref('User') },
          problems: action === 'activate' ? [404] : [404, 409],
        }),
      },
    ]),
  ),
  '/users/{id}/end-sessions': {
    post: operation('endUserSessions', {
      summary: 'Ends all sessions of a user, who may sign in again',
      path: ['id'],
      requestBody: 'SessionsEnd',
      responses: { [JSON_TYPE]: ref('EndedSessions') },
      problems: [404],
    }),
  },
  '/end-sessions': {
    post: operation('endTenantSessions', {
      summary: 'Ends the sessions of all users of the tenant, also the one of this request',
      requestBody: 'SessionsEnd',
      responses: { [JSON_TYPE]: ref('EndedSessions') },
    }),
  },
  '/audit': {
    get: operation('listAuditEvents', {
      summary: 'The audit log, the newest event first; as ndjson and csv every matching event',
      query: {
        type: string,
        effect: {
          enum: ['lost', 'gained'],
          description: 'Only sign-ins in which a user lost or gained a grant.',
        },
        user: uuid,
        provider: string,
        actor: string,
        from: { ...dateTime, description: 'Not before.' },
        to: { ...dateTime, description: 'Before.' },
        after: string,
        limit: limitSchema(200, 50),
        format: { enum: ['json', 'ndjson', 'csv'], default: 'json' },
      },
      responses: {
        [JSON_TYPE]: ref('AuditEvents'),
        [NDJSON_TYPE]: ndjsonOf('AuditEvent'),
        'text/csv': string,
      },
    }),
  },
  '/held/release': {
    post: operation('releaseHeldRemovals', {
      summary: 'Releases the removals that the removal safeguard holds',
      requestBody: 'EmptyObject',
      responses: { [JSON_TYPE]: ref('HeldRemovals') },
    }),
  },
  '/names': {
    get: operation('listNames', {
      summary: 'Names for the completion of a mapping',
      responses: { [JSON_TYPE]: ref('Names') },
    }),
  },
  '/claims': {
    get: operation('listClaims', {
      summary:
        'Where groups may be in the claims of recent sign-ins, as this process has seen them; no values',
      responses: { [JSON_TYPE]: ref('Claims') },
    }),
  },
  '/openapi.json': {
    get: operation('getOpenApi', {
      summary: 'This document',
      responses: { [JSON_TYPE]: { type: 'object' } },
    }),
  },
};
