import { checkKeys } from '../http/json-body';
import type { Endpoint } from '../visit';

export const held: Endpoint[] = [
  {
    method: 'post',
    path: '/held/release',
    async answer({ jit, tenant, actor, body }) {
      checkKeys(body, []);
      await jit.releaseHeld({ tenant, actor: actor() });
      return { json: { lossesHeldAt: null } };
    },
  },
];
