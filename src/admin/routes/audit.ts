import type { Reply } from '../http/reply';
import { encodeCursor, decodeCursor } from '../http/cursor';
import { Query } from '../http/query';
import { invalidParameter } from '../http/request-error';
import { isUuid } from '../../validation/text';
import { toCsv, toNdjson } from '../audit/export';
import {
  AuditLogReader,
  isEventPosition,
  withUsers,
  type AuditEventFilter,
  type AuditEventView,
} from '../audit/reader';
import type { Endpoint } from '../endpoint';

const QUERY_PARAMETERS = [
  'type',
  'effect',
  'user',
  'provider',
  'actor',
  'from',
  'to',
  'after',
  'limit',
  'format',
];

export const audit: Endpoint[] = [
  {
    method: 'get',
    path: '/audit',
    async handle({ context, tenant, request }): Promise<Reply> {
      const query = new Query(request, QUERY_PARAMETERS);
      const { database, options } = context;
      const { entities } = options;
      const auditLog = new AuditLogReader(database, entities, tenant, readFilter(query));
      const limit = query.integer('limit', { min: 1, max: 200 }) ?? 50;
      const nameUsers = (events: readonly AuditEventView[]) =>
        database.read(tenant, (manager) => withUsers(manager, entities, tenant, events));
      const after = decodeCursor(query.string('after', 2000), isEventPosition);
      switch (query.enum('format', ['json', 'ndjson', 'csv'])) {
        case 'json': {
          const { items, next } = await auditLog.page(after, limit);
          return {
            json: { items: await nameUsers(items), next: next === undefined ? null : encodeCursor(next) },
          };
        }
        case 'ndjson':
          return {
            stream: toNdjson(auditLog.pages()),
            type: 'application/x-ndjson',
            filename: 'audit.ndjson',
          };
        case 'csv':
          return {
            stream: toCsv(auditLog.pages(), nameUsers),
            type: 'text/csv; charset=utf-8',
            filename: 'audit.csv',
          };
      }
    },
  },
];

function readEffect(query: Query): AuditEventFilter['effect'] {
  const effect = query.string('effect', 6);
  if (effect === undefined || effect === 'lost' || effect === 'gained') return effect;
  throw invalidParameter('effect', 'must be "lost" or "gained"');
}

function readFilter(query: Query): AuditEventFilter {
  const user = query.string('user', 36);
  if (user !== undefined && !isUuid(user)) throw invalidParameter('user', 'must be the id of a user');
  return {
    user,
    type: query.string('type', 32),
    effect: readEffect(query),
    provider: query.string('provider', 128),
    actor: query.string('actor', 320),
    from: query.timestamp('from'),
    to: query.timestamp('to'),
  };
}
