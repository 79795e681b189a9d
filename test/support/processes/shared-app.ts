import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import express, { type ErrorRequestHandler } from 'express';
import { Passport } from 'passport';
import { createProvisioning, type Middleware } from 'passport-jit';
import type { DataSourceOptions } from 'typeorm';
import { adminRouter } from '../../../src/admin';
import { serve } from '../../../examples/demo/serve';
import { identity, openDatabase } from '../harness/harness';
import { CustomStrategy } from '../strategies/custom-strategy';

/** What the app says of its process. */
export interface Measurements {
  /** In bytes. */
  maxRss: number;
  /** Which share of the time since the last request for it the event loop was busy. */
  busy: number;
  /** How late timers of a millisecond were since then: the median, the 95th percentile and the most. */
  delayMs: number[];
}

/**
 * An app that tenants share, in a process of its own, on the database that its first argument names. Each tenant has its
 * provider, its administrators and guarded routes. It prints its address, and lives on.
 */
async function main(): Promise<void> {
  const dataSource = await openDatabase({
    ...(JSON.parse(process.argv[2]!) as DataSourceOptions),
    synchronize: false,
  });
  const jit = createProvisioning({ dataSource, createMissingTeams: true, removalSafeguard: false });
  const passport = new Passport();
  const strategy = new CustomStrategy((actions, { body }) =>
    actions.success(identity(body.as, body.groups), {}),
  );
  passport.use('idp', jit.wrap(strategy, { provider: 'okta', tenant: ({ params }) => params.tenant }));

  const app = express();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let utilization = performance.eventLoopUtilization();
  app.get('/measurements', (_req, res) => {
    const before = utilization;
    utilization = performance.eventLoopUtilization();
    res.json({
      maxRss: process.resourceUsage().maxRSS * 1024,
      busy: performance.eventLoopUtilization(utilization, before).utilization,
      delayMs: [50, 95, 100].map((percentile) => delay.percentile(percentile) / 1e6),
    } satisfies Measurements);
    delay.reset();
  });
  app.post(
    '/login/:tenant',
    express.json({ limit: '1mb' }),
    passport.authenticate('idp', { session: false }),
    (req, res) => res.json({ id: (req.user as { id: string }).id }),
  );
  app.use((req, _res, next) => {
    jit.deserializeUser(req.get('x-user'), (error, user) => {
      if (user) req.user = user;
      next(error);
    });
  });
  app.use('/admin', adminRouter(jit));
  const guards: Middleware[] = [jit.requireFreshSync({ maxAge: '8h' }), jit.guard('owners')];
  for (const guard of guards) app.use('/owners', guard);
  app.post('/owners', (_req, res) => void res.json({}));
  app.use(((error: Error & { status?: number; code?: string }, _req, res, _next) => {
    if (res.headersSent) res.destroy();
    else res.status(error.status ?? 500).json({ code: error.code, message: error.message });
  }) satisfies ErrorRequestHandler);
  console.log((await serve(app)).url);
}

void main();
