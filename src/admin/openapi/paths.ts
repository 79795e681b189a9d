import { instant, ref, text, uuid, whole, type Schema } from './build';
import { operation } from './operation';

const JSON_TYPE = 'application/json';
const LINES = 'application/x-ndjson';

/** Text in which each line is of a schema. */
function lines(schema: string): Schema {
  return {
    ...text,
    description: `Each line is a ${schema}.`,
    contentMediaType: JSON_TYPE,
    contentSchema: ref(schema),
  };
}

const settings = { [JSON_TYPE]: ref('Settings') };
const limit = (most: number, usual: number) => ({ ...whole, minimum: 1, maximum: most, default: usual });

export const paths = {
  '/settings': {
    get: operation('getSettings', { summary: 'The settings of the tenant', gives: settings }),
    put: operation('changeSettings', {
      summary: 'Changes the settings',
      takes: 'SettingsChange',
      versioned: true,
      gives: settings,
      problems: [409, 412, 422, 428],
    }),
  },
  '/settings/history': {
    get: operation('listSettingsVersions', {
      summary: 'Every version of the settings, the newest first',
      query: { before: whole, limit: limit(99, 20) },
      gives: { [JSON_TYPE]: ref('SettingsHistory') },
    }),
  },
  '/settings/rollback': {
    post: operation('rollBackSettings', {
      summary: 'Goes back to an older version, as the newest one',
      takes: 'SettingsRollback',
      versioned: true,
      gives: settings,
      problems: [404, 409, 412, 422, 428],
    }),
  },
  '/preview': {
    post: operation('preview', {
      summary: 'What settings would do to everybody; nothing is changed',
      takes: 'SettingsPatch',
      gives: { [LINES]: lines('PreviewLine') },
      problems: [422],
    }),
  },
  '/users': {
    get: operation('listUsers', {
      summary: 'Users with their groups and grants; as ndjson all of them',
      query: {
        search: {
          ...text,
          maxLength: 320,
          description: 'Words: each is a part of the address or of a name, without case.',
        },
        after: text,
        limit: limit(200, 50),
        format: { enum: ['json', 'ndjson'], default: 'json' },
      },
      gives: { [JSON_TYPE]: ref('Users'), [LINES]: lines('UserLine') },
    }),
  },
  ...Object.fromEntries(
    ['deactivate', 'activate'].map((action) => [
      `/users/{id}/${action}`,
      {
        post: operation(`${action}User`, {
          summary:
            action === 'activate' ? 'Lets a user in again' : 'Keeps a user out, and ends their sessions',
          path: ['id'],
          takes: 'Nothing',
          gives: { [JSON_TYPE]: ref('User') },
          problems: action === 'activate' ? [404] : [404, 409],
        }),
      },
    ]),
  ),
  '/audit': {
    get: operation('listAuditEvents', {
      summary: 'The record, the newest event first; as ndjson and csv all of it that matches',
      query: {
        type: text,
        user: uuid,
        provider: text,
        actor: text,
        from: { ...instant, description: 'Not before.' },
        to: { ...instant, description: 'Before.' },
        after: text,
        limit: limit(200, 50),
        format: { enum: ['json', 'ndjson', 'csv'], default: 'json' },
      },
      gives: { [JSON_TYPE]: ref('AuditEvents'), [LINES]: lines('AuditEvent'), 'text/csv': text },
    }),
  },
  '/held/release': {
    post: operation('releaseHeldLosses', {
      summary: 'Lets go what a wave of losses held back',
      takes: 'Nothing',
      gives: { [JSON_TYPE]: ref('Held') },
    }),
  },
  '/names': {
    get: operation('listNames', { summary: 'What a mapping may name', gives: { [JSON_TYPE]: ref('Names') } }),
  },
  '/openapi.json': {
    get: operation('getOpenApi', { summary: 'This document', gives: { [JSON_TYPE]: { type: 'object' } } }),
  },
};
