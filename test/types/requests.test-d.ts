import type { IncomingMessage } from 'node:http';
import express, { type Request } from 'express';
import passport, { type Strategy } from 'passport';
import {
  createProvisioning,
  type ProviderOptions,
  type SignedInRequest,
  type TenantOption,
  type UserBase,
  type VerifiedIdentity,
  type WebRequest,
  type WrapOptions,
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
    actor: ({ user }) => user?.email ?? 'unknown',
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
// Each option of wrap is a value or a function of the request; the tenant also one of the identity.
jit.wrap(strategy, {
  provider: (req) => req.params['connection'],
  tenant(req, identity) {
    expectType<WebRequest>()(req);
    expectType<VerifiedIdentity>()(identity);
    return typeof identity.attributes['tid'] === 'string' ? identity.attributes['tid'] : undefined;
  },
  issuer: async (req) => (req.hostname === 'a' ? 'https://idp.example.com' : undefined),
  subjectAttribute: () => null,
  emailDomains: () => ['example.com'],
  attributes: () => ({ avatar: [] }),
});
jit.wrap(strategy, { provider: (req: Request) => req.subdomains[0], issuer: (req) => req.get('x-issuer') });
const wrapOptions: WrapOptions<Request> = { provider: 'okta', tenant: (req) => req.subdomains[0] };
jit.wrap(strategy, wrapOptions);
const values: ProviderOptions = { provider: 'okta' };
jit.wrap(strategy, values);
// @ts-expect-error: a provider has an id
jit.wrap(strategy, { tenant: 'acme' });
// @ts-expect-error: an issuer is text
jit.wrap(strategy, { provider: 'okta', issuer: () => 7 });
// @ts-expect-error: domains are a list
jit.wrap(strategy, { provider: 'okta', emailDomains: () => 'example.com' });
// @ts-expect-error: no such attribute
jit.wrap(strategy, { provider: 'okta', attributes: () => ({ phone: 'tel' }) });
// @ts-expect-error: only wrap has a request
void jit.provision({} as VerifiedIdentity, { provider: () => 'okta' });
adminRouter(jit, { freshSync: '12h' });
adminRouter(jit, { freshSync: false });
// @ts-expect-error: no length of time
adminRouter(jit, { freshSync: true });
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
