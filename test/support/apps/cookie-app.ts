import express, { urlencoded } from 'express';
import session, { type CookieOptions } from 'express-session';
import { Passport } from 'passport';
import { createProvisioning } from 'passport-jit';
import { openDatabase } from '../../../examples/demo/database';
import { mapping } from '../../../examples/demo/mapping';
import { startIdentityProviders, useStrategies } from '../../../examples/demo/providers';
import { serve } from '../../../examples/demo/serve';

declare module 'express-session' {
  interface SessionData {
    /** Stored before the user is redirected to the identity provider. */
    before?: string;
  }
}

export interface CookieApp {
  url: string;
  close: () => Promise<void>;
}

/**
 * An app whose session cookie is of this kind, on another site than its identity providers: `localhost` and `127.0.0.1`
 * are two. It keeps the session's content at a sign-in, and tells at `/` what is left of it.
 */
export async function startCookieApp(sameSite: CookieOptions['sameSite']): Promise<CookieApp> {
  const app = express();
  const server = await serve(app);
  const url = server.url.replace('127.0.0.1', 'localhost');
  const { dataSource, close: closeDatabase } = await openDatabase();
  const identityProviders = await startIdentityProviders(url);
  const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping };
  const jit = createProvisioning({ dataSource, settings, createMissingTeams: true });
  const passport = new Passport();
  useStrategies(passport, jit, identityProviders, url);
  passport.serializeUser(jit.serializeUser);
  passport.deserializeUser(jit.deserializeUser);

  // As behind a proxy that ends TLS: browsers take a secure cookie from localhost, but express-session wants to hear it.
  app.set('trust proxy', true);
  app.use((req, _res, next) => {
    req.headers['x-forwarded-proto'] = 'https';
    next();
  });
  app.use(
    session({ secret: 'test', resave: false, saveUninitialized: false, cookie: { secure: true, sameSite } }),
    passport.session(),
  );
  app.get('/login/:provider', (req, res, next) => {
    req.session.before = 'kept';
    passport.authenticate(req.params.provider)(req, res, next);
  });
  app.all('/callback/:provider', urlencoded({ extended: false }), (req, res, next) => {
    const options = { successRedirect: '/', failureRedirect: '/', keepSessionInfo: true };
    passport.authenticate(req.params.provider, options)(req, res, next);
  });
  app.get('/', (req, res) => {
    res.json({ signedIn: req.isAuthenticated(), before: req.session.before ?? 'gone' });
  });

  return {
    url,
    close: async () => {
      await Promise.all([server.close(), identityProviders.acme.close(), identityProviders.globex.close()]);
      await closeDatabase();
    },
  };
}
