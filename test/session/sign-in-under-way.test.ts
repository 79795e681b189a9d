import { entities, type EndSessionsOptions, type Provisioning } from 'passport-jit';
import { startPassportApp, type PassportApp } from '../support/apps/passport-app';
import { identity, openHarness, type Harness } from '../support/harness/harness';
import { syncSettings } from '../support/harness/grants';
import { Browser } from '../support/http/browser';
import { QueryStrategy } from '../support/strategies/custom-strategy';

/*
 * A sign-in reads, sessions are ended, the sign-in writes and opens a session. That session is one of those that were to
 * end. The sign-in waits in `resolveGroups`, which is called between its read and its writes.
 */
const TOO_MANY = {
  _claim_names: { groups: 'src1' },
  _claim_sources: { src1: { endpoint: 'https://example.com' } },
};
const DETAILS = { actor: 'root', reason: 'test' };

let harness: Harness;
let jit: Provisioning;
let app: PassportApp;
let browser: Browser;
/** The groups that `resolveGroups` answers with, and when. */
let groups: string[];
let hasRead: () => void;
let gate: Promise<void>;

beforeEach(async () => {
  gate = Promise.resolve();
  hasRead = () => undefined;
  groups = ['Everyone'];
  harness = await openHarness({
    resolveGroups: async () => {
      const answer = groups;
      hasRead();
      await gate;
      return answer;
    },
  });
  ({ jit } = harness);
  app = await startPassportApp(jit);
  app.use('okta', jit.wrap(new QueryStrategy({ attributes: TOO_MANY }), { provider: 'okta' }));
  browser = new Browser();
});
afterEach(() => harness.close());

const signIn = () => browser.get(`${app.callbackUrl('okta')}?as=ada`);
const isSignedIn = async () => (await app.me(browser)).user !== undefined;

/** Has something happen after the read of a sign-in and before its writes. */
async function signInAround(during: () => Promise<unknown>): Promise<number> {
  let open = () => {};
  gate = new Promise((resolve) => (open = resolve));
  const read = new Promise<void>((resolve) => (hasRead = resolve));
  const page = signIn();
  await read;
  // Only that sign-in waits.
  gate = Promise.resolve();
  hasRead = () => undefined;
  await during();
  open();
  return (await page).status;
}

const userId = async () => {
  const { user } = await jit.provision(identity('ada', undefined, { attributes: TOO_MANY }), {
    provider: 'okta',
  });
  return user!.id;
};

const ENDINGS: [string, (id: string) => Promise<unknown>][] = [
  ['the user', (id) => jit.endSessions({ userId: id, ...DETAILS })],
  ['the tenant', () => jit.endSessions({ tenant: 'default', ...DETAILS })],
  ['the provider', () => jit.endSessions({ tenant: 'default', provider: 'okta', ...DETAILS })],
  [
    'the user, by deactivation and activation',
    async (id) => {
      await jit.deactivate({ userId: id, actor: 'root' });
      await jit.activate({ userId: id, actor: 'root' });
    },
  ],
];

describe.each(ENDINGS)('the end of the sessions of %s', (_whose, end) => {
  test('refuses the session of a sign-in that changes nothing', async () => {
    const id = await userId();
    expect(await signInAround(() => end(id))).toBe(200);
    expect(await isSignedIn()).toBe(false);
    await signIn();
    expect(await isSignedIn()).toBe(true);
  });

  test('reaches a sign-in that changes grants', async () => {
    const id = await userId();
    groups = ['Managers'];
    expect(await signInAround(() => end(id))).toBe(200);
    expect(await isSignedIn()).toBe(false);
  });

  test('refuses the session of a sign-in that is retried because another one changed the user', async () => {
    const id = await userId();
    groups = ['Managers'];
    const status = await signInAround(async () => {
      groups = ['Auditors'];
      await userId();
      await end(id);
    });
    expect(status).toBe(200);
    expect(await isSignedIn()).toBe(false);
    await signIn();
    expect(await isSignedIn()).toBe(true);
  });
});

test.each<[string, EndSessionsOptions]>([
  ['tenant', { tenant: 'default', ...DETAILS }],
  ['provider', { tenant: 'default', provider: 'okta', ...DETAILS }],
])(
  'the first sign-in of a user does not survive an end of the sessions of its %s',
  async (_whose, options) => {
    expect(await signInAround(() => jit.endSessions(options))).toBe(200);
    expect(await isSignedIn()).toBe(false);
    await signIn();
    expect(await isSignedIn()).toBe(true);
  },
);

test('an invited user whose access had ended before is signed in by accepting the invitation', async () => {
  const inviting = harness.reconfigured({ settings: syncSettings({ enhancedSync: false }) });
  const invited = await inviting.invite({ email: 'bo@example.com' });
  for (const change of [inviting.deactivate, inviting.activate] as const)
    await change({ userId: invited.id, actor: 'root' });
  app.use('inviting', inviting.wrap(new QueryStrategy({ emailVerified: true }), { provider: 'okta' }));
  await browser.get(`${app.callbackUrl('inviting')}?as=bo`);
  expect((await app.me(browser)).user).toMatchObject({ id: invited.id });
  await inviting.endSessions({ userId: invited.id, ...DETAILS });
  expect(await isSignedIn()).toBe(false);
});

test('sign-ins and ends of sessions at the same moment: the sessions of before are invalid, later ones valid', async () => {
  const id = await userId();
  await signIn();
  for (let round = 0; round < 10; round += 1) {
    const others = Array.from({ length: 4 }, () => new Browser());
    await Promise.all([
      ...others.map((other) => other.get(`${app.callbackUrl('okta')}?as=ada`)),
      ...ENDINGS.slice(0, 3).map(([, end]) => end(id)),
    ]);
    expect(await isSignedIn()).toBe(false);
    await signIn();
    expect(await isSignedIn()).toBe(true);
  }
  expect(await harness.dataSource.manager.findOneBy(entities.User, { id })).toMatchObject({
    sessionGeneration: 10,
  });
});
