import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { Passport } from 'passport';
import { createProvisioning, entities, ProvisioningSubscriber } from 'passport-jit';
import { DataSource } from 'typeorm';
import { serve } from '../../../examples/demo/serve';
import { adminRouter } from '../../../src/admin';
import { MAPPING } from '../fixtures/mapping';
import { QueryStrategy } from '../strategies/custom-strategy';

/** An app in a process of its own, in which a response was sent before the middleware of the library runs. */
async function main(): Promise<void> {
  const dataSource = await new DataSource({
    type: 'better-sqlite3',
    database: ':memory:',
    synchronize: true,
    entities: Object.values(entities),
    subscribers: [ProvisioningSubscriber],
  }).initialize();
  const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
  const jit = createProvisioning({ dataSource, settings, createMissingTeams: true });
  const passport = new Passport();
  passport.use('idp', jit.wrap(new QueryStrategy(), { provider: 'okta' }));

  const app = express();
  const errors: string[] = [];
  app.get('/errors', (_req, res) => res.json(errors));
  const answered: RequestHandler = (_req, res, next) => {
    res.status(503).send('Too late');
    next();
  };
  const reach: RequestHandler = (_req, res) => res.json('reached');
  app.post('/guard', answered, jit.guard('memberships'), reach);
  app.get('/fresh', answered, jit.requireFreshSync({ maxAge: '8h' }), reach);
  app.get('/redirect', answered, jit.requireFreshSync({ maxAge: '8h', signInUrl: '/login' }), reach);
  app.use('/admin', answered, adminRouter(jit));
  app.get('/login', answered, passport.authenticate('idp', { session: false }), reach);
  const redirects = { session: false, successRedirect: '/', failureRedirect: '/' };
  app.get('/login-redirect', answered, passport.authenticate('idp', redirects));
  app.use(((error: Error, _req, res, _next) => {
    errors.push(error.message);
    res.status(500).json({ error: error.message });
  }) satisfies ErrorRequestHandler);
  console.log((await serve(app)).url);
}

void main();
