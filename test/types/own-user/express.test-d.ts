import express from 'express';
import passport from 'passport';
import { createProvisioning } from 'passport-jit';
import { adminRouter } from 'passport-jit/admin';
import type { DataSource } from 'typeorm';
import { expectType } from '../expect-type';
import { entities, type Person, type Seat } from '../person';

declare global {
  namespace Express {
    interface User extends Person {}
  }
}

declare const dataSource: DataSource;
const app = express();
const jit = createProvisioning({ dataSource, entities });

passport.deserializeUser(jit.deserializeUser);
app.use(
  '/admin',
  adminRouter(jit, { authorize: (req: express.Request) => req.user?.department === 'Operations' }),
);
app.get('/', (req) => {
  expectType<string | null | undefined>()(req.user?.department);
  expectType<Seat[] | undefined>()(req.user?.memberships);
});
