import { Router } from 'express';
import type { Database } from './database';

/**
 * What a load balancer and an orchestrator ask. `/healthz`: does the process answer, or is it to be replaced?
 * `/readyz`: can it sign people in, or are requests to go elsewhere for now? The database is part of the second alone:
 * no new process would bring it back.
 */
export function healthRouter({ dataSource, pool }: Database): Router {
  const router = Router();
  router.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' });
  });
  router.get('/readyz', async (_req, res) => {
    try {
      await Promise.all([dataSource.query('SELECT 1'), pool.query('SELECT 1')]);
      res.json({ status: 'ok' });
    } catch (error) {
      console.error(`Not ready, since the database does not answer: ${(error as Error).message}`);
      res.status(503).json({ status: 'unavailable' });
    }
  });
  return router;
}
