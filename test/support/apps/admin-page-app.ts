import express from 'express';
import session from 'express-session';
import { Passport } from 'passport';
import { createProvisioning, type Provisioning, type ProvisioningOptions } from 'passport-jit';
import { adminRouter } from 'passport-jit/admin';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../../../examples/demo/database';
import { pageFiles } from '../../../examples/demo/page';
import {
  startIdentityProviders,
  useStrategies,
  type IdentityProviders,
} from '../../../examples/demo/providers';
import { serve } from '../../../examples/demo/serve';
import { signInRoutes } from '../../../examples/demo/sign-in';
import { createTeams } from '../harness/harness';

export interface AdminPageApp {
  url: string;
  adminUrl: string;
  jit: Provisioning;
  dataSource: DataSource;
  identityProviders: IdentityProviders;
  close: () => Promise<void>;
}

/** An app with the demo's identity providers and teams, and with options that the demo does not have. */
export async function startAdminPageApp(options: Partial<ProvisioningOptions> = {}): Promise<AdminPageApp> {
  const app = express();
  const server = await serve(app);
  const { dataSource, close: closeDatabase } = await openDatabase();
  await createTeams(dataSource);
  const identityProviders = await startIdentityProviders(server.url);
  const jit = createProvisioning({ dataSource, ...options });
  const passport = new Passport();
  useStrategies(passport, jit, identityProviders, server.url);
  passport.serializeUser(jit.serializeUser);
  passport.deserializeUser(jit.deserializeUser);
  app.use(
    pageFiles(),
    session({ secret: 'test', resave: false, saveUninitialized: false }),
    passport.session(),
    signInRoutes(passport),
  );
  app.get('/', (_req, res) => res.type('text').send('Signed in'));
  app.use('/admin', adminRouter(jit));

  return {
    url: server.url,
    adminUrl: `${server.url}/admin/`,
    jit,
    dataSource,
    identityProviders,
    close: async () => {
      await Promise.all([server.close(), identityProviders.acme.close(), identityProviders.globex.close()]);
      await closeDatabase();
    },
  };
}
