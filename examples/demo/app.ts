import { randomUUID } from 'node:crypto';
import express, { type Express, type RequestHandler } from 'express';
import session from 'express-session';
import { Passport } from 'passport';
import { createProvisioning, type Provisioning } from 'passport-jit';
import { adminRouter } from 'passport-jit/admin';
import 'passport-jit/express';
import type { DataSource } from 'typeorm';
import { accountRoutes } from './account';
import { openDatabase } from './database';
import { html } from './html';
import { mapping } from './mapping';
import { errorPage, pageFiles, sendPage } from './page';
import { startIdentityProviders, useStrategies, type IdentityProviders } from './providers';
import { serve } from './serve';
import { signInRoutes } from './sign-in';

export interface Demo {
  url: string;
  jit: Provisioning;
  dataSource: DataSource;
  identityProviders: IdentityProviders;
  close: () => Promise<void>;
}

/** Starts the whole demo: the application, its database and two identity providers. Port 0 takes any free one. */
export async function startDemo(port: number): Promise<Demo> {
  const app = express().disable('x-powered-by');
  // First, since a taken port is what goes wrong most often, and the providers have to know the URL.
  const server = await serve(app, port);
  const { dataSource, close: closeDatabase } = await openDatabase();
  const identityProviders = await startIdentityProviders(server.url);
  const jit = createProvisioning({ dataSource, createMissingTeams: true });
  await jit.settings.update(
    { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping },
    { version: 0, actor: 'the demo' },
  );
  addRoutes(app, server.url, { jit, dataSource, identityProviders });

  return {
    url: server.url,
    jit,
    dataSource,
    identityProviders,
    close: async () => {
      await Promise.all([server.close(), identityProviders.acme.close(), identityProviders.globex.close()]);
      await closeDatabase();
    },
  };
}

export type DemoContext = Pick<Demo, 'jit' | 'dataSource' | 'identityProviders'>;

function addRoutes(app: Express, url: string, context: DemoContext): void {
  const { jit, identityProviders } = context;
  const passport = new Passport();
  useStrategies(passport, jit, identityProviders, url);
  passport.serializeUser(jit.serializeUser);
  passport.deserializeUser(jit.deserializeUser);

  app.use(onlyAt(url), pageFiles());
  app.use(
    session({
      name: 'demo.sid',
      secret: randomUUID(),
      resave: false,
      saveUninitialized: false,
      cookie: { sameSite: 'lax', httpOnly: true },
    }),
    passport.session(),
  );
  app.use(signInRoutes(passport), accountRoutes(context));
  app.use('/admin', adminRouter(jit));
  app.use((_req, res) => {
    sendPage(res, {
      title: 'Not found',
      status: 404,
      body: html`<main><h1>There is no such page</h1></main>`,
    });
  });
  app.use(errorPage);
}

/** One host name only: the session and the callbacks belong to it, and no other name may reach this machine. */
function onlyAt(url: string): RequestHandler {
  const { host } = new URL(url);
  return function onlyAtOneHost(req, res, next) {
    if (req.get('host') === host) next();
    else if (req.method === 'GET') res.redirect(307, new URL(req.originalUrl, url).href);
    else res.status(421).type('text').send(`The demo is at ${url}\n`);
  };
}
