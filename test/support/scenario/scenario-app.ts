import express, { type ErrorRequestHandler } from 'express';
import type { Provisioning, SessionUser, UserBase } from 'passport-jit';
import { adminRouter } from 'passport-jit/admin';
import { listen } from '../http/listen';

export const GUARDED_AREAS = ['memberships', 'owners', 'permissions', 'invitations'] as const;

export interface ScenarioResponse {
  status: number;
  etag: string | null;
  body: any;
}

/** An app with guards, fresh sessions and the admin router. */
export interface ScenarioApp {
  send(
    session: SessionUser | undefined,
    method: string,
    path: string,
    request?: { body?: object; headers?: Record<string, string> },
  ): Promise<ScenarioResponse>;
}

/** Each request carries its session, as a cookie session does. */
export async function startScenarioApp<User extends UserBase>(jit: Provisioning<User>): Promise<ScenarioApp> {
  const app = express();
  app.use((req, _res, next) => {
    jit.deserializeUser(JSON.parse(req.get('x-session') ?? 'null'), (error, user) => {
      if (user) Object.assign(req, { user });
      next(error);
    });
  });
  const end: express.RequestHandler = (_req, res) => void res.json('reached');
  for (const area of GUARDED_AREAS) app.post(`/guarded/${area}`, jit.guard(area), end);
  app.get('/fresh', jit.requireFreshSync({ maxAge: '1h' }), end);
  app.use('/admin', adminRouter(jit));
  app.use(((error: Error & { status?: number; code?: string }, _req, res, _next) => {
    res.status(error.status ?? 500).json({ code: error.code, message: error.message });
  }) satisfies ErrorRequestHandler);
  const url = await listen(app);

  return {
    async send(session, method, path, { body, headers } = {}) {
      const response = await fetch(url + path, {
        method,
        headers: {
          ...(session && { 'x-session': JSON.stringify(session) }),
          ...(method === 'GET' ? {} : { 'content-type': 'application/json', origin: url }),
          ...headers,
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '');
      return {
        status: response.status,
        etag: response.headers.get('etag'),
        body: isJson ? JSON.parse(text) : text,
      };
    },
  };
}
