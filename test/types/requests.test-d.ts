import type { IncomingMessage } from 'node:http';
import express, { type Request } from 'express';
import passport, { type Strategy } from 'passport';
import {
  createProvisioning,
  type SignedInRequest,
  type TenantOption,
  type UserBase,
  type WebRequest,
  type WrappedStrategy,
} from 'passport-jit';
import { adminRouter, type AdminOptions } from 'passport-jit/admin';
import type { DataSource } from 'typeorm';
import { expectType } from './expect-type';
import { entities, type Person } from './person';

declare const dataSource: DataSource;
declare const strategy: Strategy & { metadata(): string };
const app = express();
const jit = createProvisioning({ dataSource, entities });

// adminRouter and guard know the class of req.user.
app.use(
  '/admin',
  adminRouter(jit, {
    authorize(req) {
      expectType<SignedInRequest<Person>>()(req);
      return req.user?.department === 'Operations';
    },
    tenant: (req) => req.params.tenant,
    actor: ({ user }) => user?.email ?? 'nobody',
  }),
);
jit.guard('memberships', { team: ({ user }) => user?.department ?? undefined });
adminRouter(createProvisioning({ dataSource }), {
  // @ts-expect-error: a property of another app's class
  authorize: ({ user }) => user?.department === 'Operations',
});
const adminOptions: AdminOptions = { authorize: ({ user }) => user?.tenantOwner === true };
adminRouter(createProvisioning({ dataSource }), adminOptions);
expectType<SignedInRequest<UserBase>>()({} as Parameters<NonNullable<AdminOptions['authorize']>>[0]);

// Functions of the request may be typed with the request of Express, too.
adminRouter(jit, { authorize: async (req: Request) => req.get('x-operator') === 'yes' });
jit.guard('memberships', { team: (req: Request<{ team: string }>) => req.params.team });
jit.wrap(strategy, { provider: 'okta', tenant: (req: Request) => req.subdomains[0] });
const tenant: TenantOption<Request> = async (req) => req.get('x-tenant');
jit.wrap(strategy, { provider: 'okta', tenant });
jit.wrap(strategy, {
  provider: 'okta',
  tenant(req) {
    expectType<WebRequest>()(req);
    return req.hostname;
  },
});
jit.wrap(strategy, { provider: 'okta', tenant: (req: IncomingMessage) => req.headers.host });
// @ts-expect-error: no request is a string
jit.guard('memberships', { team: (req: string) => req });
// @ts-expect-error: a tenant is text
jit.wrap(strategy, { provider: 'okta', tenant: () => 7 });
// @ts-expect-error: only a boolean lets anyone in
adminRouter(jit, { authorize: () => 'yes' });
// @ts-expect-error: no such area
jit.guard('teams');

// A wrapped strategy keeps its type, and Passport takes it.
const wrapped = jit.wrap(strategy, { provider: 'okta' });
expectType<WrappedStrategy<typeof strategy>>()(wrapped);
expectType<string>()(wrapped.metadata());
passport.use('okta', wrapped);
passport.authenticate(wrapped);
// @ts-expect-error: no strategy
jit.wrap({ name: 'okta' }, { provider: 'okta' });

// Passport takes the functions of the session, Express the middleware.
passport.serializeUser(jit.serializeUser);
passport.deserializeUser(jit.deserializeUser);
app.post('/teams/:team/members', jit.guard('memberships', { team: (req) => req.params.team }));
app.use('/reports', jit.requireFreshSync({ maxAge: '8h', signInUrl: '/login' }));
