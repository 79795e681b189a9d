import { Everybody } from '../../preview/everybody';
import type { Answer } from '../http/answer';
import { Query } from '../http/query';
import { RequestError } from '../http/request-error';
import { setActive } from '../users/activation';
import { exportLines } from '../users/export-lines';
import { findUsers, userPlace } from '../users/find-users';
import { userView } from '../users/user-view';
import { cursorOf, placeOf } from '../http/cursor';
import type { Endpoint, Visit } from '../visit';

export const users: Endpoint[] = [
  {
    method: 'get',
    path: '/users',
    answer(visit) {
      const query = new Query(visit.request, ['search', 'after', 'limit', 'format']);
      return query.oneOf('format', ['json', 'ndjson']) === 'json'
        ? list(visit, query)
        : everybody(visit, query);
    },
  },
  { method: 'post', path: '/users/:id/deactivate', answer: (visit) => activation(visit, false) },
  { method: 'post', path: '/users/:id/activate', answer: (visit) => activation(visit, true) },
];

async function list({ parts, tenant }: Visit, query: Query): Promise<Answer> {
  const { dataSource, entities } = parts.options;
  const { users, next } = await findUsers(dataSource, entities, {
    tenant,
    search: query.text('search', 320),
    after: placeOf(query.text('after', 2000), userPlace),
    limit: query.whole('limit', { least: 1, most: 200 }) ?? 50,
  });
  return { json: { items: users.map(userView), next: next === undefined ? null : cursorOf(next) } };
}

function everybody({ parts, tenant }: Visit, query: Query): Answer {
  for (const name of ['search', 'after', 'limit']) {
    if (query.text(name, 2000) === undefined) continue;
    throw new RequestError(`All users are sent as ndjson: leave "${name}" out.`);
  }
  const { dataSource, entities } = parts.options;
  const pages = new Everybody(dataSource, entities, tenant).pages();
  return { stream: exportLines(pages), type: 'application/x-ndjson', filename: 'users.ndjson' };
}

async function activation(visit: Visit, active: boolean): Promise<Answer> {
  const { parts, tenant, request } = visit;
  const id = String(request.params.id);
  return { json: userView(await setActive(parts, { tenant, id, active, actor: visit.actor() })) };
}
