import { request } from 'node:http';
import express5, { type ErrorRequestHandler, type Express } from 'express';
import { listen } from '../http/listen';

/** What came of a request: the status, the code of a refusal, and whether the route's own handler ran. */
export interface RouteResponse {
  status: number;
  code?: string;
  type?: string;
  reached: boolean;
}

export interface GuardedRoutes {
  send: (
    method: string,
    path: string,
    options?: { body?: string; headers?: Record<string, string> },
  ) => Promise<RouteResponse>;
}

/** An app whose routes are guarded. `reach` is the handler that no request may reach. */
export async function startGuardedRoutes(
  add: (app: Express, reach: express5.RequestHandler) => void,
  express: typeof express5 = express5,
): Promise<GuardedRoutes> {
  const app = express();
  const reached = new Set<string>();
  add(app, (req, res) => {
    reached.add(String(req.headers['x-visit']));
    res.json({});
  });
  app.use(((error: Error & { status?: number }, _req, res, _next) => {
    res.status(error.status ?? 500).end();
  }) satisfies ErrorRequestHandler);
  const { port } = new URL(await listen(app));
  let requestCount = 0;

  return {
    // By hand, for fetch would tidy the path up.
    send: (method, path, { body, headers = {} } = {}) =>
      new Promise((resolve, reject) => {
        const id = String((requestCount += 1));
        const sent = request({ port, method, path, headers: { ...headers, 'x-visit': id } }, (res) => {
          let text = '';
          res.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          res.on('end', () => {
            const type = res.headers['content-type'];
            const problem = type === 'application/problem+json' && text !== '' ? JSON.parse(text) : {};
            resolve({ status: res.statusCode!, type, ...(problem as object), reached: reached.has(id) });
          });
        });
        sent.on('error', reject).end(body);
      }),
  };
}
