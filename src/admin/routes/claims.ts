import type { Endpoint } from '../endpoint';

/** Where groups may be in the claims of recent sign-ins, to choose a source from. */
export const claims: Endpoint[] = [
  {
    method: 'get',
    path: '/claims',
    handle: ({ context, tenant }) => ({ json: { items: context.recentClaims.list(tenant) } }),
  },
];
