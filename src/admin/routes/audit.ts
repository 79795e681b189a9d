import type { Reply } from '../http/reply';
import { encodeCursor, decodeCursor } from '../http/cursor';
import { Query } from '../http/query';
import { invalidParameter } from '../http/request-error';
import { isUuid } from '../../validation/text';
import { toCsv, toNdjson } from '../audit/export';
import { AuditLogReader, isEventPosition, withUsers, type AuditEventFilter } from '../audit/reader';
import type { Endpoint } from '../endpoint';

const QUERY_PARAMETERS = ['type', 'user', 'provider', 'actor', 'from', 'to', 'after', 'limit', 'format'];

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
      const after = decodeCursor(query.string('after', 2000), isEventPosition);
      switch (query.enum('format', ['json', 'ndjson', 'csv'])) {
        case 'json': {
          const { items, next } = await auditLog.page(after, limit);
          const itemsWithUsers = await database.read(tenant, (manager) =>
            withUsers(manager, entities, tenant, items),
          );
          return { json: { items: itemsWithUsers, next: next === undefined ? null : encodeCursor(next) } };
        }
        case 'ndjson':
          return {
            stream: toNdjson(auditLog.pages()),
            type: 'application/x-ndjson',
            filename: 'audit.ndjson',
          };
        case 'csv':
          return { stream: toCsv(auditLog.pages()), type: 'text/csv; charset=utf-8', filename: 'audit.csv' };
      }
    },
  },
];

function readFilter(query: Query): AuditEventFilter {
  const user = query.string('user', 36);
  if (user !== undefined && !isUuid(user)) throw invalidParameter('user', 'must be the id of a user');
  return {
    user,
    type: query.string('type', 32),
    provider: query.string('provider', 128),
    actor: query.string('actor', 320),
    from: query.timestamp('from'),
    to: query.timestamp('to'),
  };
}
