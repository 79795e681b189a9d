import type { Answer } from '../http/answer';
import { cursorOf, placeOf } from '../http/cursor';
import { Query } from '../http/query';
import { wrongParameter } from '../http/request-error';
import { isUuid } from '../../uuid';
import { asCsv, asNdjson } from '../record/export';
import { withPeople } from '../record/people';
import { RecordReader, eventPlace, type EventFilter } from '../record/record-reader';
import type { Endpoint } from '../visit';

const PARAMETERS = ['type', 'user', 'provider', 'actor', 'from', 'to', 'after', 'limit', 'format'];

export const audit: Endpoint[] = [
  {
    method: 'get',
    path: '/audit',
    async answer({ parts, tenant, request }): Promise<Answer> {
      const query = new Query(request, PARAMETERS);
      const { dataSource, entities } = parts.options;
      const record = new RecordReader(dataSource, entities, tenant, filterOf(query));
      const limit = query.whole('limit', { least: 1, most: 200 }) ?? 50;
      const after = placeOf(query.text('after', 2000), eventPlace);
      switch (query.oneOf('format', ['json', 'ndjson', 'csv'])) {
        case 'json': {
          const { items, next } = await record.page(after, limit);
          const shown = await withPeople(dataSource.manager, entities, tenant, items);
          return { json: { items: shown, next: next === undefined ? null : cursorOf(next) } };
        }
        case 'ndjson':
          return { stream: asNdjson(record.pages()), type: 'application/x-ndjson', filename: 'audit.ndjson' };
        case 'csv':
          return { stream: asCsv(record.pages()), type: 'text/csv; charset=utf-8', filename: 'audit.csv' };
      }
    },
  },
];

function filterOf(query: Query): EventFilter {
  const user = query.text('user', 36);
  if (user !== undefined && !isUuid(user)) throw wrongParameter('user', 'must be the id of a user');
  return {
    user,
    type: query.text('type', 32),
    provider: query.text('provider', 128),
    actor: query.text('actor', 320),
    from: query.instant('from'),
    to: query.instant('to'),
  };
}
