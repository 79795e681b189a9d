import { createProvisioning, entities, type Provisioning } from 'passport-jit';
import { identity } from '../support/harness/harness';
import { signIn } from '../support/fixtures/audited-operations';
import { openAuditEnvironment, type AuditEnvironment } from '../support/environments/audit';

const { User, AuditEvent } = entities;

let environment: AuditEnvironment;
let jit: Provisioning;
beforeAll(async () => {
  environment = await openAuditEnvironment();
});
afterAll(() => environment.close());
beforeEach(async () => {
  jit = await environment.reset({ settings: 'sync' });
  jest.useFakeTimers({ now: new Date('2026-05-01T12:00:30Z'), doNotFake: EVERYTHING_BUT_DATE });
});
afterEach(() => jest.useRealTimers());

const auditEvents = async (type: string) =>
  (
    await environment.dataSource.manager.find(AuditEvent, {
      where: { type: type as 'denied' },
      order: { at: 'ASC' },
    })
  ).map(({ count, details, at }) => ({ count, details, at: at.toISOString() }));
const deactivate = async () => {
  await signIn(jit, 'ada', ['Everyone']);
  await environment.dataSource.manager.update(User, { email: 'ada@example.com' }, { active: false });
};

test('a hundred equal refusals at once are one audit event with a count', async () => {
  await deactivate();
  const outcomes = await Promise.all(Array.from({ length: 100 }, () => signIn(jit, 'ada', ['Everyone'])));
  expect(outcomes.map((outcome) => outcome.code)).toEqual(Array(100).fill('user_deactivated'));
  expect(await auditEvents('denied')).toEqual([
    {
      count: 100,
      at: '2026-05-01T12:00:30.000Z',
      details: {
        code: 'user_deactivated',
        subject: 'ada',
        issuer: 'https://idp.example.com',
        email: 'ada@example.com',
      },
    },
  ]);
});

test('equal refusals of the next minute are another audit event', async () => {
  await deactivate();
  for (const at of ['12:00:30.000', '12:00:59.999', '12:01:00.000']) {
    jest.setSystemTime(new Date(`2026-05-01T${at}Z`));
    await signIn(jit, 'ada', ['Everyone']);
  }
  expect((await auditEvents('denied')).map(({ count, at }) => [count, at])).toEqual([
    [2, '2026-05-01T12:00:30.000Z'],
    [1, '2026-05-01T12:01:00.000Z'],
  ]);
});

test('refusals that differ in user, provider, tenant, issuer or reason are audit events of their own', async () => {
  await deactivate();
  const ada = identity('ada', []);
  const okta = { provider: 'okta' };
  await jit.provision(ada, okta);
  await jit.provision(ada, { provider: 'entra' });
  await jit.provision(ada, { ...okta, tenant: 'globex' });
  await jit.provision(identity('eve', [], { email: 'ada@example.com' }), okta);
  await jit.provision({ ...ada, issuer: 'https://one.example.com' }, okta);
  await jit.provision({ ...ada, issuer: 'https://two.example.com' }, okta);
  const found = await auditEvents('denied');
  expect(found.map(({ count }) => count)).toEqual(Array(6).fill(1));
  expect(found.map(({ details }) => details.code).sort()).toEqual([
    'email_conflict',
    'email_conflict',
    'issuer_mismatch',
    'issuer_mismatch',
    'not_provisioned',
    'user_deactivated',
  ]);
});

test('equal notes of skipped claims are counted in one audit event, and other notes are another one', async () => {
  await signIn(jit, 'ada', ['Everyone']);
  for (const groups of [[7], [7], 'x'.repeat(2000)]) await signIn(jit, 'ada', groups);
  expect((await auditEvents('skipped')).map(({ count }) => count).sort()).toEqual([1, 2]);
});

test('an avatar that is ignored for another scheme each time is counted in one audit event', async () => {
  await signIn(jit, 'ada', ['Everyone']);
  jit = createProvisioning({ dataSource: environment.dataSource, syncProfile: true });
  for (const scheme of ['http', 'ftp', 'javascript', 'data']) {
    const avatar = `${scheme}://example.com/ada.png`;
    const ada = identity('ada', ['Everyone'], { attributes: { groups: ['Everyone'], avatar } });
    await jit.provision({ ...ada, emailVerified: true }, { provider: 'okta' });
  }
  const skipped = await auditEvents('skipped');
  expect(skipped.map(({ count }) => count)).toEqual([4]);
  expect(skipped[0]?.details.notes).toEqual([
    { kind: 'ignoredClaim', field: 'avatar', problem: expect.stringContaining('http') },
  ]);
});

test('audit events of changes are never counted together', async () => {
  for (const groups of [['Everyone'], ['Managers'], ['Everyone'], ['Managers']])
    await signIn(jit, 'ada', groups);
  expect((await auditEvents('changed')).map(({ count }) => count)).toEqual([1, 1, 1]);
});

const EVERYTHING_BUT_DATE = [
  ...(['nextTick', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval'] as const),
  ...(['setTimeout', 'clearTimeout', 'queueMicrotask', 'performance', 'hrtime'] as const),
];
