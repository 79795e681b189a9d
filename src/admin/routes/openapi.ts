import { document } from '../openapi/document';
import type { Endpoint } from '../visit';

export const openapi: Endpoint[] = [
  { method: 'get', path: '/openapi.json', handle: () => ({ json: document }) },
];
