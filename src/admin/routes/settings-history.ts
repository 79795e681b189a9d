import { Query } from '../http/query';
import type { Endpoint } from '../endpoint';

export const settingsHistory: Endpoint[] = [
  {
    method: 'get',
    path: '/settings/history',
    async handle({ jit, tenant, request }) {
      const query = new Query(request, ['before', 'limit']);
      const before = query.integer('before', { min: 1, max: 2 ** 31 - 1 });
      const limit = query.integer('limit', { min: 1, max: 99 }) ?? 20;
      const items = await jit.settings.history(tenant, { before, limit: limit + 1 });
      const visibleItems = items.slice(0, limit);
      return {
        json: { items: visibleItems, next: items.length > limit ? visibleItems.at(-1)!.version : null },
      };
    },
  },
];
