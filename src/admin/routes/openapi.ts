import { document } from '../openapi/document';
import type { Endpoint } from '../endpoint';

export const openapi: Endpoint[] = [
  { method: 'get', path: '/openapi.json', handle: () => ({ json: document }) },
];
