import express, { type ErrorRequestHandler } from 'express';
import { Passport } from 'passport';
import { createProvisioning } from 'passport-jit';
import type { DataSourceOptions } from 'typeorm';
import { serve } from '../../../examples/demo/serve';
import { QueryStrategy } from '../strategies/custom-strategy';
import { MAPPING, openDatabase } from '../harness/harness';

/** An app in a process of its own, on the database that its first argument names. It says its address, and lives on. */
async function main(): Promise<void> {
  const dataSource = await openDatabase({
    ...(JSON.parse(process.argv[2]!) as DataSourceOptions),
    synchronize: false,
    // What it would log is what the tests provoke.
    poolErrorHandler: () => undefined,
  } as DataSourceOptions);
  const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
  const jit = createProvisioning({ dataSource, settings });
  const passport = new Passport();
  passport.use('idp', jit.wrap(new QueryStrategy(), { provider: 'okta' }));

  const app = express();
  app.get('/login', passport.authenticate('idp', { session: false }), (req, res) =>
    res.json({ user: req.user }),
  );
  app.get('/heap', (_req, res) => {
    globalThis.gc!();
    res.json(process.memoryUsage().heapUsed);
  });
  app.use(((error: Error, _req, res, _next) => {
    res.status(500).json({ error: error.message });
  }) satisfies ErrorRequestHandler);
  console.log((await serve(app)).url);
}

void main();
