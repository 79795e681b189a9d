import { setTimeout as sleep } from 'node:timers/promises';
import { urlencoded } from 'express';
import { entities, type Provisioning, type WrapOptions } from 'passport-jit';
import type { Directory } from '../../examples/demo/idp/directory';
import { Browser } from '../support/http/browser';
import { grantsOf, createTeams, openHarness, type Harness } from '../support/harness/harness';
import {
  toAppResponse,
  startPassportApp,
  type AnyStrategy,
  type PassportApp,
} from '../support/apps/passport-app';
import { QueryStrategy } from '../support/strategies/custom-strategy';
import {
  openIDConnectStrategy,
  samlStrategy,
  startOidc,
  startSaml,
} from '../support/identity-providers/identity-providers';

type Wrapped = ReturnType<Provisioning['wrap']>;
type Case = [string, WrapOptions['tenant'], [number, string | undefined]];
type Connect = (callbackUrl: string) => Promise<{ strategy: AnyStrategy; issuer: string }>;
type WithTenant = { session: { tenant?: string } };

const TENANTS = ['acme', 'globex'];
const PEOPLE = Array.from({ length: 10 }, (_, i) => `person-${i}`);
const GROUPS = ['Everyone', 'Managers'];

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
  for (const tenant of TENANTS) await createTeams(harness.dataSource, tenant);
});
afterEach(() => harness.close());

function directory(): Directory {
  return new Map(
    PEOPLE.map((id, i) => [
      id,
      { id, email: `${id}@acme.example`, givenName: id, surname: 'X', groups: [GROUPS[i % 2]!] },
    ]),
  );
}

/** An app whose visitors say first which tenant they are of; Passport gets one strategy as it is, for all of them. */
async function startTenants(connect: Connect): Promise<PassportApp> {
  const strategies: Wrapped[] = [];
  const app = await startPassportApp(harness.jit, {
    routes: (routes, passport) => {
      routes.all(['/of/:tenant', '/back'], urlencoded({ extended: false }), (req, res, next) => {
        if ('tenant' in req.params) Object.assign(req.session, req.params);
        passport.authenticate(strategies[0] as never)(req, res, next);
      });
      routes.all('/back', (req, res) => void res.json({ user: req.user }));
    },
  });
  const { strategy, issuer } = await connect(`${app.url}/back`);
  strategies.push(
    harness.jit.wrap(strategy, {
      provider: 'okta',
      issuer,
      // A later request often gets an earlier response.
      tenant: async (req) => {
        const { tenant } = (req as unknown as WithTenant).session;
        await sleep(Math.random() * (tenant === 'acme' ? 80 : 10));
        return tenant;
      },
    }),
  );
  return app;
}

test.each([
  [
    'SAML',
    async (url) => {
      const idp = await startSaml(directory());
      return { strategy: samlStrategy(idp, url), issuer: idp.settings.issuer };
    },
  ],
  [
    'OpenID Connect',
    async (url) => {
      const idp = await startOidc(url, directory());
      return { strategy: openIDConnectStrategy(idp, url), issuer: idp.url };
    },
  ],
] satisfies [string, Connect][])(
  'twenty people of two tenants sign in at the same moment by %s',
  async (_protocol, connect) => {
    const app = await startTenants(connect);
    const visits = PEOPLE.flatMap((id) => TENANTS.map((tenant) => ({ id, tenant, browser: new Browser() })));
    const answers = await Promise.all(
      visits.map(async ({ id, tenant, browser }) =>
        toAppResponse(await browser.signIn(`${app.url}/of/${tenant}`, id)),
      ),
    );
    const expected = visits.map(({ id, tenant }) => [200, tenant, `${id}@acme.example`]);
    expect(answers.map(({ status, user }) => [status, user?.tenant, user?.email])).toEqual(expected);
    const sessions = await Promise.all(visits.map(({ browser }) => app.me(browser)));
    expect(sessions.map(({ status, user }) => [status, user?.tenant, user?.email])).toEqual(expected);

    expect(await harness.dataSource.manager.count(entities.User)).toBe(20);
    for (const tenant of TENANTS) {
      expect(await grantsOf(harness.dataSource, 'person-0', tenant)).toEqual(['Incident Response: VIEWER']);
      expect(await grantsOf(harness.dataSource, 'person-1', tenant)).toEqual(['Incident Response: EDITOR']);
    }
  },
);

test.each([
  ['a text', 'acme', [200, 'acme']],
  ['a function', () => 'acme', [200, 'acme']],
  ['an async function', async () => 'acme', [200, 'acme']],
  ['left out', undefined, [200, 'default']],
  ['not known', () => undefined, [403, undefined]],
  ['not known after a while', async () => undefined, [403, undefined]],
  ['a list', () => ['acme'], [400, undefined]],
  ['empty', () => '', [400, undefined]],
  ['null', () => null as never, [400, undefined]],
  ['rejected with nothing', () => Promise.reject(undefined), [500, undefined]],
  ['not to be found out', () => Promise.reject(new Error('No such host')), [500, undefined]],
  [
    'not to be found out at once',
    () => {
      throw new Error('No such host');
    },
    [500, undefined],
  ],
] satisfies Case[])('a tenant that is %s', async (_what, tenant, expected) => {
  const app = await startPassportApp(harness.jit);
  app.use('okta', harness.jit.wrap(new QueryStrategy(), { provider: 'okta', tenant }));
  const page = await new Browser().get(`${app.callbackUrl('okta')}?as=ada&groups=Everyone`);
  const { status, user } = toAppResponse(page);
  expect([status, user?.tenant]).toEqual(expected);
  expect(await harness.dataSource.manager.count(entities.User)).toBe(status === 200 ? 1 : 0);
  if (status !== 200) expect(await harness.audit()).toEqual([]);
});
