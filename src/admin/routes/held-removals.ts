import { rejectUnknownKeys } from '../http/json-body';
import type { Endpoint } from '../endpoint';

export const heldRemovals: Endpoint[] = [
  {
    method: 'post',
    path: '/held/release',
    async handle({ jit, tenant, actor, body }) {
      rejectUnknownKeys(body, []);
      await jit.releaseHeldRemovals({ tenant, actor: actor() });
      return { json: { lossesHeldAt: null } };
    },
  },
];
