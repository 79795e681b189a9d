import express5, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import session, { MemoryStore } from 'express-session';
import { Passport, type AuthenticateOptions } from 'passport';
import type { Provisioning } from 'passport-jit';
import { Browser, type Page } from '../http/browser';
import { listen } from '../http/listen';

/** A strategy of any package; their types do not fit those of passport. */
export interface AnyStrategy {
  name?: string;
  authenticate: (...args: any[]) => unknown;
}

export interface AppOptions {
  /** @default Express 5 */
  express?: typeof express5;
  /** Of `passport.authenticate` where the identity provider's answer arrives. */
  authenticate?: AuthenticateOptions & Record<string, unknown>;
  /**
   * How to serve it.
   *
   * @default until the test ends
   */
  serve?: (app: Express) => Promise<string>;
  /**
   * Middleware that keeps sessions.
   *
   * @default express-session, with a store in memory
   */
  session?: RequestHandler;
  /** The routes of a test, before the one that answers errors. */
  routes?: (app: Express, passport: InstanceType<typeof Passport>) => void;
}

/** What the app answers with: the user of the session, or what went wrong. */
export interface AppResponse {
  status: number;
  user?: { id: string; tenant: string; email: string | null } & Record<string, unknown>;
  code?: string;
  text: string;
}

/** An Express app with Passport and sessions, as in the documentation of either. */
export interface PassportApp {
  url: string;
  passport: InstanceType<typeof Passport>;
  sessions: MemoryStore;
  callbackUrl: (name: string) => string;
  use: (name: string, strategy: AnyStrategy) => void;
  /** Signs in through the strategy of this name, all the way through its identity provider. */
  signIn: (name: string, userId: string, browser?: Browser) => Promise<AppResponse>;
  /** The user of the session. */
  me: (browser: Browser) => Promise<AppResponse>;
}

export async function startPassportApp(
  jit: Pick<Provisioning, 'serializeUser' | 'deserializeUser'>,
  { express = express5, authenticate = {}, serve = listen, session: keepSession, routes }: AppOptions = {},
): Promise<PassportApp> {
  const app = express();
  const url = await serve(app);
  const passport = new Passport();
  const sessions = new MemoryStore();
  passport.serializeUser(jit.serializeUser);
  passport.deserializeUser(jit.deserializeUser);

  app.use(
    keepSession ?? session({ secret: 'test', resave: false, saveUninitialized: false, store: sessions }),
  );
  app.use(passport.session());
  const authenticateByName =
    (options: object): RequestHandler =>
    (req, res, next) =>
      passport.authenticate(String(req.params['name']), options)(req, res, next);
  app.get('/login/:name', authenticateByName({}));
  app.all(
    '/callback/:name',
    express.urlencoded({ extended: false }),
    authenticateByName(authenticate),
    (req, res) => res.json({ user: req.user ?? null }),
  );
  app.get('/me', (req, res) => void res.json({ user: req.user ?? null }));
  routes?.(app, passport);
  app.use(((error: Error & { status?: number; code?: string }, _req, res, _next) => {
    res.status(error.status ?? 500).json({ code: error.code, message: error.message });
  }) satisfies ErrorRequestHandler);

  return {
    url,
    passport,
    sessions,
    callbackUrl: (name) => `${url}/callback/${name}`,
    use: (name, strategy) => passport.use(name, strategy),
    signIn: async (name, userId, browser = new Browser()) =>
      toAppResponse(await browser.signIn(`${url}/login/${name}`, userId)),
    me: async (browser) => toAppResponse(await browser.get(`${url}/me`)),
  };
}

export function toAppResponse({ status, headers, body }: Page): AppResponse {
  const isJson = (headers.get('content-type') ?? '').includes('json');
  const { user, code } = (isJson ? JSON.parse(body) : {}) as Partial<AppResponse>;
  return { status, ...(user ? { user } : {}), ...(code === undefined ? {} : { code }), text: body };
}
