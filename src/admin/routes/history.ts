import { Query } from '../http/query';
import type { Endpoint } from '../visit';

export const history: Endpoint[] = [
  {
    method: 'get',
    path: '/settings/history',
    async answer({ jit, tenant, request }) {
      const query = new Query(request, ['before', 'limit']);
      const before = query.whole('before', { least: 1, most: 2 ** 31 - 1 });
      const limit = query.whole('limit', { least: 1, most: 99 }) ?? 20;
      const items = await jit.settings.history(tenant, { before, limit: limit + 1 });
      const shown = items.slice(0, limit);
      return { json: { items: shown, next: items.length > limit ? shown.at(-1)!.version : null } };
    },
  },
];
