import express, { urlencoded, type ErrorRequestHandler, type Request } from 'express';
import session from 'express-session';
import { Passport, type Strategy } from 'passport';
import { listen } from '../http/listen';

export interface SingleStrategyApp {
  url: string;
  /** Starts a sign-in: `browser.signIn(service.loginUrl, 'ada')`. */
  loginUrl: string;
  /** The `callbackUrl` of the strategy; it takes GET and POST. */
  callbackUrl: string;
}

/** The packages of strategies bring types of their own, which do not fit each other. */
export interface AnyStrategy {
  authenticate: (...args: never[]) => unknown;
}

/**
 * An application with one way to sign in, whose strategy is made once its URL is known. It answers with JSON:
 * `{ user }` when someone is signed in, 401 `{ failure }` or 500 `{ error }` after a sign-in that went wrong.
 */
export async function startSingleStrategyApp(
  makeStrategy: (callbackUrl: string) => AnyStrategy | Promise<AnyStrategy>,
): Promise<SingleStrategyApp> {
  const app = express();
  const url = await listen(app);
  const callbackUrl = `${url}/callback`;
  const passport = new Passport();
  passport.use('idp', (await makeStrategy(callbackUrl)) as Strategy);
  passport.serializeUser((user, done) => done(null, user));
  passport.deserializeUser((user: Express.User, done) => done(null, user));

  app.use(session({ secret: 'test', resave: false, saveUninitialized: false }), passport.session());
  app.get('/login', passport.authenticate('idp'));
  app.all('/callback', urlencoded({ extended: false }), (req, res, next) => {
    const done = (error: unknown, user: Express.User | false, info: unknown) => {
      if (error) return next(error);
      if (!user) return res.status(401).json({ failure: info ?? null });
      req.logIn(user, (failed) => (failed ? next(failed) : res.redirect(303, '/')));
    };
    passport.authenticate('idp', done)(req, res, next);
  });
  app.get('/', (req: Request, res) => void res.json({ user: req.user ?? null }));
  app.use(((error: Error, _req, res, _next) => {
    res.status(500).json({ error: error.message });
  }) satisfies ErrorRequestHandler);

  return { url, loginUrl: `${url}/login`, callbackUrl };
}
