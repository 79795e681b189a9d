import { entities, type EndSessionsOptions, type Provisioning } from 'passport-jit';
import { startPassportApp, type PassportApp } from '../support/apps/passport-app';
import { cookieSession } from '../support/apps/cookie-session';
import { logQueries } from '../support/databases/query-log';
import { createTeams, identity, openHarness, type Harness } from '../support/harness/harness';
import { Browser } from '../support/http/browser';
import { QueryStrategy } from '../support/strategies/custom-strategy';

const ACTOR = 'security@example.com';
const DETAILS = { actor: ACTOR, reason: 'stolen laptop' };

/** Who signs in where: ada and bo at one provider, cleo at another, dan in another tenant. */
const PEOPLE = { ada: 'okta', bo: 'okta', cleo: 'entra', dan: 'globex' } as const;
type Person = keyof typeof PEOPLE;
const NAMES = Object.keys(PEOPLE) as Person[];

let harness: Harness;
let jit: Provisioning;
let app: PassportApp;
let browsers: Record<Person, Browser>;
let ids: Record<Person, string>;

async function start(sessions: string): Promise<void> {
  harness = await openHarness();
  ({ jit } = harness);
  await createTeams(harness.dataSource, 'globex');
  app = await startPassportApp(jit, {
    ...(sessions === 'cookie' ? { session: cookieSession } : {}),
    routes: (routes) => {
      routes.get('/again', (req, res, next) => {
        req.logIn(req.user!, (error) => (error ? next(error) : res.json({})));
      });
      routes.get('/copy', (req, res, next) => {
        req.logIn({ ...req.user! } as Express.User, (error) => (error ? next(error) : res.json({})));
      });
    },
  });
  app.use('okta', jit.wrap(new QueryStrategy(), { provider: 'okta' }));
  app.use('entra', jit.wrap(new QueryStrategy(), { provider: 'entra' }));
  app.use('globex', jit.wrap(new QueryStrategy(), { provider: 'okta', tenant: 'globex' }));
  browsers = { ada: new Browser(), bo: new Browser(), cleo: new Browser(), dan: new Browser() };
  ids = { ada: '', bo: '', cleo: '', dan: '' };
  for (const person of NAMES) ids[person] = await signIn(person);
}
afterEach(() => harness.close());

async function signIn(person: Person, browser = browsers[person]): Promise<string> {
  const page = await browser.get(`${app.callbackUrl(PEOPLE[person])}?as=${person}&groups=Everyone`);
  return (JSON.parse(page.body) as { user: { id: string } }).user.id;
}

async function signedIn(): Promise<Person[]> {
  const users = await Promise.all(NAMES.map(async (person) => (await app.me(browsers[person])).user?.id));
  return NAMES.filter((person, i) => users[i] === ids[person]);
}

const end = (options: (of: typeof ids) => Partial<EndSessionsOptions>) => () =>
  jit.endSessions({ ...options(ids), ...DETAILS } as EndSessionsOptions);
const deactivateAndActivate = async () => {
  await jit.deactivate({ userId: ids.ada, actor: ACTOR });
  await jit.activate({ userId: ids.ada, actor: ACTOR });
};

describe.each(['memory', 'cookie'])('with sessions in a %s', (sessions) => {
  beforeEach(() => start(sessions));

  test.each<[string, () => Promise<unknown>, Person[]]>([
    ['nothing', async () => undefined, ['ada', 'bo', 'cleo', 'dan']],
    ['the end of a user’s sessions', end(({ ada }) => ({ userId: ada })), ['bo', 'cleo', 'dan']],
    [
      'the end of the sessions of a user of another tenant',
      end(({ dan }) => ({ userId: dan, tenant: 'globex' })),
      ['ada', 'bo', 'cleo'],
    ],
    ['the end of a tenant’s sessions', end(() => ({ tenant: 'default' })), ['dan']],
    [
      'the end of a provider’s sessions',
      end(() => ({ tenant: 'default', provider: 'okta' })),
      ['cleo', 'dan'],
    ],
    [
      'the end of the sessions of a provider that is not there',
      end(() => ({ tenant: 'default', provider: 'keycloak' })),
      ['ada', 'bo', 'cleo', 'dan'],
    ],
    ['deactivation', () => jit.deactivate({ userId: ids.ada, actor: ACTOR }), ['bo', 'cleo', 'dan']],
    ['deactivation and activation', deactivateAndActivate, ['bo', 'cleo', 'dan']],
    [
      'deactivation by a write of the app, and activation',
      async () => {
        await harness.dataSource.manager.update(entities.User, { id: ids.ada }, { active: false });
        await jit.activate({ userId: ids.ada, actor: ACTOR });
      },
      ['bo', 'cleo', 'dan'],
    ],
  ])('after %s', async (_what, change, remaining) => {
    expect(await signedIn()).toEqual(NAMES);
    const stolen = Object.fromEntries(
      await Promise.all(NAMES.map(async (person) => [person, await cookiesOf(browsers[person])] as const)),
    ) as Record<Person, string>;
    await change();
    const usable = [];
    for (const person of NAMES) if (await isSignedIn(stolen[person])) usable.push(person);
    expect(usable).toEqual(remaining);
    expect(await signedIn()).toEqual(remaining);

    // An active user may sign in again, which does not make an older session valid.
    const { active } = await harness.dataSource.manager.findOneByOrFail(entities.User, { id: ids.ada });
    if (active) await signIn('ada');
    expect((await signedIn()).includes('ada')).toBe(active);
    if (!remaining.includes('ada')) expect(await isSignedIn(stolen.ada)).toBe(false);
  });

  test('a session that is opened anew with its own user does not outlive an end of the old one', async () => {
    await browsers.ada.get(`${app.url}/again`);
    expect(await signedIn()).toEqual(NAMES);
    await jit.endSessions({ tenant: 'default', provider: 'entra', ...DETAILS });
    expect(await signedIn()).toEqual(['ada', 'bo', 'dan']);
    await jit.endSessions({ tenant: 'default', provider: 'okta', ...DETAILS });
    expect(await signedIn()).toEqual(['dan']);
  });

  test('a session with a copy of the user ends, too, with those of any provider', async () => {
    await jit.endSessions({ tenant: 'default', provider: 'entra', ...DETAILS });
    for (const ending of [
      { userId: ids.ada },
      { tenant: 'default' },
      { tenant: 'default', provider: 'okta' },
      { tenant: 'default', provider: 'entra' },
    ]) {
      await signIn('ada');
      await browsers.ada.get(`${app.url}/copy`);
      expect(await signedIn()).toContain('ada');
      await jit.endSessions({ ...ending, ...DETAILS });
      expect(await signedIn()).not.toContain('ada');
    }
  });
});

/** What a thief copies. */
const cookiesOf = ({ jar }: Browser) => jar.getCookieString(app.url);

async function isSignedIn(cookie: string): Promise<boolean> {
  const response = await fetch(`${app.url}/me`, { headers: { cookie } });
  return ((await response.json()) as { user: unknown }).user !== null;
}

describe('a session from before generations', () => {
  beforeEach(() => start('memory'));
  const load = (serialized: unknown) =>
    new Promise<unknown>((resolve, reject) =>
      jit.deserializeUser(serialized, (error, user) => (error ? reject(error) : resolve(user))),
    );

  test.each<[string, (of: typeof ids) => unknown]>([
    ['with an id alone', ({ ada }) => ada],
    [
      'with times',
      ({ ada: id }) => ({ id, signedInAt: 1, syncedAt: 1, stored: { signedInAt: 1, syncedAt: 1 } }),
    ],
  ])('%s counts as generation 0, of every provider', async (_what, make) => {
    const session = make(ids);
    expect(await load(session)).toMatchObject({ id: ids.ada });
    await jit.endSessions({ tenant: 'globex', ...DETAILS });
    expect(await load(session)).toMatchObject({ id: ids.ada });
    await jit.endSessions({ tenant: 'default', provider: 'entra', ...DETAILS });
    expect(await load(session)).toBe(false);
  });

  test.each<[string, () => Partial<EndSessionsOptions>]>([
    ['the user', () => ({ userId: ids.ada })],
    ['the tenant', () => ({ tenant: 'default' })],
    ['the provider', () => ({ tenant: 'default', provider: 'okta' })],
  ])('by SAML ends with the sessions of %s', async (_what, of) => {
    const session = { id: ids.ada, saml: { provider: 'okta', issuer: 'x', nameID: 'ada' } };
    await jit.endSessions({ tenant: 'default', provider: 'entra', ...DETAILS });
    expect(await load(session)).toMatchObject({ id: ids.ada });
    await jit.endSessions({ ...of(), ...DETAILS } as EndSessionsOptions);
    expect(await load(session)).toBe(false);
  });

  test.each([{ user: '0' }, { tenant: null }, { provider: [0] }, { user: -1 }, { tenant: NaN }])(
    'with generations of another kind is invalid: %j',
    async (generations) => {
      expect(await load({ id: ids.ada, provider: 'okta', generations })).toBe(false);
    },
  );
});

describe('statements', () => {
  beforeEach(() => start('memory'));

  test('a request is one, whatever has been ended', async () => {
    await jit.endSessions({ tenant: 'default', provider: 'okta', ...DETAILS });
    await jit.endSessions({ tenant: 'default', ...DETAILS });
    await jit.endSessions({ userId: ids.ada, ...DETAILS });
    await signIn('ada');
    const statements = logQueries(harness.dataSource);
    expect(await signedIn()).toEqual(['ada', 'dan']);
    expect(statements).toHaveLength(NAMES.length);
  });

  test('an unchanged sign-in is one statement, and serializing its user is none', async () => {
    const statements = logQueries(harness.dataSource);
    const { user } = await jit.provision(identity('ada', ['Everyone']), { provider: 'okta' });
    const session = await new Promise((resolve) => jit.serializeUser(user!, (_, kept) => resolve(kept)));
    expect(session).toMatchObject({ provider: 'okta', generations: { user: 0, tenant: 0, provider: 0 } });
    expect(statements).toHaveLength(1);
  });
});

test('saving an older object of a user does not make ended sessions valid again', async () => {
  await start('memory');
  const { manager } = harness.dataSource;
  const older = await manager.findOneByOrFail(entities.User, { id: ids.ada });
  await jit.endSessions({ userId: ids.ada, ...DETAILS });
  await manager.save(Object.assign(older, { firstName: 'Augusta' }));
  const saved = await manager.findOneByOrFail(entities.User, { id: ids.ada });
  expect(saved).toMatchObject({ firstName: 'Augusta', sessionGeneration: 1 });
  expect(await signedIn()).toEqual(['bo', 'cleo', 'dan']);
});
