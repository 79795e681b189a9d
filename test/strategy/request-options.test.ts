import { MultiSamlStrategy, Strategy as SamlStrategy } from '@node-saml/passport-saml';
import {
  entities,
  verifySaml,
  type InvalidInputError,
  type Provisioning,
  type VerifiedIdentity,
  type WrapOptions,
} from 'passport-jit';
import { Strategy as OldSamlStrategy } from 'passport-saml';
import { certificateFor } from '../support/identity-providers/certificate';
import { samlOptions, startOidc, startSaml } from '../support/identity-providers/identity-providers';
import { openIDConnectStrategy } from '../support/identity-providers/identity-providers';
import { Browser } from '../support/http/browser';
import { openHarness, type Harness } from '../support/harness/harness';
import { startPassportApp, toAppResponse } from '../support/apps/passport-app';
import { QueryStrategy } from '../support/strategies/custom-strategy';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

const ISSUER = 'https://idp.example.com';
type Option = keyof WrapOptions;

/** Signs in with these options, and tells what Passport and Express said, and what is in the database. */
async function signInWith(options: WrapOptions, more: Partial<VerifiedIdentity> = {}) {
  const infos: unknown[] = [];
  const app = await startPassportApp(harness.jit, {
    routes: (routes, passport) => {
      routes.get('/enter/:connection', (req, res, next) => {
        passport.authenticate('any', (error: unknown, user: unknown, info: unknown) => {
          if (error) return next(error);
          infos.push(info);
          res.status(user ? 200 : 403).json({ user: user || undefined, ...(user ? {} : (info as object)) });
        })(req, res, next);
      });
    },
  });
  app.use('any', harness.jit.wrap(new QueryStrategy(more), options));
  const page = await new Browser().get(`${app.url}/enter/acme-okta?as=ada&groups=Everyone`);
  const users = await harness.dataSource.manager.find(entities.User);
  const identities = await harness.dataSource.manager.find(entities.Identity);
  return { ...toAppResponse(page), users, identities };
}

test('every option may be a function of the request', async () => {
  const options: WrapOptions = {
    provider: (req) => req.params['connection'],
    tenant: async (req) => String(req.params['connection']).split('-')[0],
    issuer: (req) => (req.params['connection'] === 'acme-okta' ? ISSUER : undefined),
    subjectAttribute: async () => 'uid',
    emailDomains: () => ['example.com'],
    attributes: () => ({ givenname: 'first' }),
  };
  const attributes = { uid: 'u-1', first: 'Augusta', groups: ['Everyone'] };
  const { status, users, identities } = await signInWith(options, { attributes });
  expect(status).toBe(200);
  expect(users).toMatchObject([{ tenant: 'acme', firstName: 'Augusta', emailVerified: true }]);
  expect(identities).toMatchObject([{ tenant: 'acme', provider: 'acme-okta', subject: 'u-1' }]);
});

test('the tenant may follow from the verified identity', async () => {
  const customers = new Map([['t-1', 'acme']]);
  const tenant: WrapOptions['tenant'] = (_req, { attributes }) => customers.get(String(attributes['tid']));
  const known = await signInWith({ provider: 'entra', tenant }, { attributes: { tid: 't-1', groups: [] } });
  expect([known.status, known.user?.tenant]).toEqual([200, 'acme']);
  const unknown = await signInWith({ provider: 'entra', tenant }, { attributes: { tid: 't-2', groups: [] } });
  expect([unknown.status, unknown.code]).toEqual([403, 'tenant_unknown']);
});

test('`null` is the NameID, no domain is an empty list, and the usual attributes are an empty object', async () => {
  const options: WrapOptions = {
    provider: 'okta',
    subjectAttribute: () => null,
    emailDomains: () => [],
    attributes: () => ({}),
  };
  const { users, identities } = await signInWith(options);
  expect(users).toMatchObject([{ firstName: 'ada', emailVerified: false }]);
  expect(identities).toMatchObject([{ subject: 'ada' }]);
});

describe.each<[Option, string]>([
  ['tenant', 'tenant_unknown'],
  ['provider', 'provider_unknown'],
  ['issuer', 'provider_unknown'],
  ['subjectAttribute', 'provider_unknown'],
  ['emailDomains', 'provider_unknown'],
  ['attributes', 'provider_unknown'],
])('%s', (option, code) => {
  const withFunction = (value: () => unknown): WrapOptions => ({
    provider: 'okta',
    tenant: 'acme',
    [option]: value,
  });

  test.each<[string, () => unknown]>([
    ['yields undefined', () => undefined],
    ['resolves to undefined', async () => undefined],
  ])(`that %s refuses the sign-in as ${code}`, async (_how, value) => {
    const response = await signInWith(withFunction(value));
    expect([response.status, response.code]).toEqual([403, code]);
    expect(response.text).toContain('Ask an administrator.');
    expect([response.users, response.identities]).toEqual([[], []]);
  });

  test.each<[string, () => unknown]>([
    ['rejects with nothing', () => Promise.reject(undefined)],
    ['rejects with the text "route"', () => Promise.reject('route')],
    [
      'throws nothing',
      () => {
        throw undefined;
      },
    ],
    [
      'throws an error',
      () => {
        throw new Error('No such table');
      },
    ],
    ['yields a number', () => 7],
    ['yields a list of numbers', () => [7]],
    ['yields a function', () => () => 'acme'],
    ['yields true', () => true],
    ['yields an empty text', () => ''],
  ])('that %s is an error, and nothing is stored', async (_how, value) => {
    const response = await signInWith(withFunction(value));
    expect(response.status).toBe(option === 'tenant' && response.code !== undefined ? 400 : 500);
    expect([response.users, response.identities]).toEqual([[], []]);
    expect(await harness.audit()).toEqual([]);
  });
});

test('a refusal without a provider is audited in its tenant, and one without a tenant nowhere', async () => {
  await signInWith({ provider: () => undefined, tenant: 'acme' });
  await signInWith({ provider: 'okta', tenant: 'acme', issuer: () => undefined });
  await signInWith({ provider: 'okta', tenant: () => undefined });
  const events = await harness.audit();
  expect(events).toHaveLength(2);
  expect(events).toMatchObject(
    [null, 'okta'].map((provider) => ({
      type: 'denied',
      tenant: 'acme',
      provider,
      actor: provider && 'provider:okta',
      details: { code: 'provider_unknown', issuer: ISSUER, email: 'ada@example.com' },
    })),
  );
  expect(events.map(({ details }) => details['problem'])).toEqual([
    expect.stringContaining('"provider"'),
    expect.stringContaining('"issuer"'),
  ]);
});

test('the results of functions are validated for every distinct value, with all faults at once', async () => {
  const valid = { provider: 'okta', emailDomains: ['example.com'] };
  const values = { ...valid };
  const options: WrapOptions = { provider: () => values.provider, emailDomains: () => values.emailDomains };
  expect((await signInWith(options)).status).toBe(200);
  Object.assign(values, { provider: 'x'.repeat(129), emailDomains: ['@example.com', 'gmail.com'] });
  const { status, text } = await signInWith(options);
  expect(status).toBe(500);
  for (const path of ['provider', 'emailDomains[0]', 'emailDomains[1]']) expect(text).toContain(path);
  Object.assign(values, valid);
  expect((await signInWith(options)).status).toBe(200);
});

test('a list that the app changes later is checked again', async () => {
  const domains = ['example.com'];
  const options: WrapOptions = { provider: 'okta', emailDomains: () => domains };
  expect((await signInWith(options)).status).toBe(200);
  domains.push('gmail.com');
  expect((await signInWith(options)).status).toBe(500);
});

describe('without `issuer`', () => {
  const faultsOf = (strategy: Parameters<Provisioning['wrap']>[0], options: WrapOptions) => {
    try {
      harness.jit.wrap(strategy, options);
    } catch (error) {
      expect(error).toMatchObject({ name: 'InvalidInputError', code: 'options_invalid' });
      return (error as InvalidInputError).faults.map(({ path, code }) => [path, code]);
    }
    return [];
  };
  const MISSING = [['issuer', 'required']];
  const connect = async () => {
    const options = samlOptions(await startSaml(), 'https://app.example/callback');
    const multi = {
      getSamlOptions: (_req: unknown, done: (error: null, o: object) => void) => done(null, options),
    };
    return {
      SamlStrategy: new SamlStrategy(options, verifySaml, harness.jit.verifySamlLogout),
      MultiSamlStrategy: new MultiSamlStrategy(multi, verifySaml, harness.jit.verifySamlLogout),
      passportSaml3: new OldSamlStrategy(
        { ...options, cert: certificateFor(options.idpCert) } as never,
        verifySaml,
      ),
    };
  };

  test('a SAML strategy whose tenant or provider is a function does not start', async () => {
    for (const strategy of Object.values(await connect())) {
      expect(faultsOf(strategy, { provider: 'saml', tenant: () => 'acme' })).toEqual(MISSING);
      expect(faultsOf(strategy, { provider: () => 'saml' })).toEqual(MISSING);
      expect(faultsOf(strategy, { provider: 'saml', tenant: () => 'acme', issuer: undefined })).toEqual(
        MISSING,
      );
      expect(faultsOf(strategy, { provider: () => 'saml', emailDomains: ['gmail.com'] })).toEqual([
        ['emailDomains[0]', 'invalid_value'],
        ...MISSING,
      ]);
      expect(faultsOf(strategy, { provider: 'saml', tenant: 'acme' })).toEqual([]);
      expect(faultsOf(strategy, { provider: 'saml', tenant: () => 'acme', issuer: 'x' })).toEqual([]);
      expect(faultsOf(strategy, { provider: () => 'saml', issuer: () => 'x' })).toEqual([]);
    }
  });

  test('another strategy starts', async () => {
    const idp = await startOidc('https://app.example/callback');
    const strategy = openIDConnectStrategy(idp, 'https://app.example/callback');
    expect(faultsOf(strategy, { provider: () => 'oidc', tenant: () => 'acme' })).toEqual([]);
  });
});
