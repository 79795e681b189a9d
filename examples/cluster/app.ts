import connectPgSimple from 'connect-pg-simple';
import express, { type Express, type RequestHandler } from 'express';
import session from 'express-session';
import { Passport } from 'passport';
import { adminRouter } from 'passport-jit/admin';
import 'passport-jit/express';
import { pageFiles } from '../demo/page';
import { signInRoutes } from '../demo/sign-in';
import type { Config } from './config';
import type { Database } from './database';
import { errorPage } from './error-page';
import { healthRouter } from './health';
import { homePage } from './home';
import { createClusterProvisioning } from './provisioning';
import { useStrategies } from './strategies';

const SessionStore = connectPgSimple(session);

/** The app of one instance. It keeps nothing to itself that another instance would need. */
export function createApp(config: Config, database: Database): Express {
  const { dataSource, pool } = database;
  const jit = createClusterProvisioning(dataSource);
  const passport = new Passport();
  useStrategies(passport, jit, pool, config);
  passport.serializeUser(jit.serializeUser);
  passport.deserializeUser(jit.deserializeUser);

  const app = express().disable('x-powered-by');
  // The proxy that ends TLS is believed what it says of the browser. Name its address, if it is on another machine.
  app.set('trust proxy', 'loopback');
  app.use(servedBy(`instance ${process.pid}`));
  // Before the sessions, which would ask the database.
  app.use(healthRouter(database), pageFiles());
  app.use(
    session({
      name: 'cluster.sid',
      store: new SessionStore({ pool }),
      secret: config.sessionSecret,
      resave: false,
      saveUninitialized: false,
      cookie: {
        httpOnly: true,
        secure: config.publicUrl.startsWith('https:'),
        sameSite: 'lax',
        maxAge: 8 * 60 * 60 * 1000,
      },
    }),
    passport.session(),
  );
  app.use(signInRoutes(passport));
  app.use('/admin', adminRouter(jit));
  app.get('/', homePage);
  app.use(errorPage);
  return app;
}

/** Tells which instance has the log lines of a response. */
function servedBy(name: string): RequestHandler {
  return function servedByInstance(_req, res, next) {
    res.set('X-Served-By', name);
    next();
  };
}
