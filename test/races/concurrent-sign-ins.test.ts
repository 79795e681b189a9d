import { entities } from 'passport-jit';
import { createTeams, MAPPING } from '../support/harness/harness';
import { openConcurrencyEnvironment, type ConcurrencyEnvironment } from '../support/environments/concurrency';
import type { SignInJob, SignInResult, SignInRequest } from '../support/processes/sign-in-job';
import { grantsInDatabase, grantsInAuditLog } from '../support/assertions/audit-replay';

const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
const signInRequests = (size: number, one: (i: number) => SignInRequest) =>
  Array.from({ length: size }, (_, i) => one(i));
const countOutcomes = (results: SignInResult[]) => {
  const counts: Record<string, number> = {};
  for (const { outcome, code } of results) {
    const key = code === undefined ? outcome : `${outcome}: ${code}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
};

let environment: ConcurrencyEnvironment;
beforeAll(async () => {
  environment = await openConcurrencyEnvironment();
});
afterAll(() => environment.close());

const { User, Identity, AuditEvent, Team, CaseGroup, Membership } = entities;
const count = (entity: new () => object, where: object) =>
  environment.dataSource.manager.countBy(entity, where);
const signInConcurrently = async (
  tenant: string,
  signIns: SignInRequest[],
  options: SignInJob['options'] = { settings },
) => {
  const results = await environment.signInConcurrently({ tenant, options, signIns });
  // No deadlock, serialization failure or lost race reaches a login.
  expect(results.filter(({ outcome }) => outcome === 'error')).toEqual([]);
  return results;
};

test('200 first sign-ins of one user: one user, one identity, and all are admitted', async () => {
  const tenant = 'first';
  await createTeams(environment.dataSource, tenant);
  const groups = ['Administrators', 'Everyone', 'Phishing', 'Auditors'];
  const results = await signInConcurrently(
    tenant,
    signInRequests(200, () => ({ subject: 'ada', groups })),
  );
  expect(countOutcomes(results)).toEqual({ created: 1, unchanged: 199 });
  expect(new Set(results.map(({ userId }) => userId)).size).toBe(1);
  expect(await count(User, { tenant })).toBe(1);
  expect(await count(Identity, { tenant })).toBe(1);
  expect(await count(AuditEvent, { tenant })).toBe(1);
  expect(await grantsInDatabase(environment.dataSource, results[0]!.userId!)).toEqual({
    Analytics: 'TEAM_ADMIN',
    'Incident Response': 'VIEWER',
    'Incident Response/Phishing': 'EDITOR',
    'may AUDIT_LOG_READ': 'yes',
    owner: 'yes',
  });
});

test('one new identity 200 times at once without an email address is one user', async () => {
  const tenant = 'no email';
  await createTeams(environment.dataSource, tenant);
  const results = await signInConcurrently(
    tenant,
    signInRequests(50, () => ({ subject: 'ada', groups: ['Everyone'], email: null })),
  );
  expect(countOutcomes(results)).toEqual({ created: 1, unchanged: 49 });
  expect(await count(User, { tenant })).toBe(1);
});

test('200 sign-ins with different groups: the result is that of one of them, and the audit log explains it', async () => {
  const tenant = 'different';
  await createTeams(environment.dataSource, tenant);
  const names = ['Managers', 'Everyone', 'Phishing', 'Auditors'];
  // The last group is in no mapping, and says whose groups these are.
  const chosen = (i: number) => [...names.filter((_, bit) => (i >> bit) & 1), `of ${i}`];
  const results = await signInConcurrently(
    tenant,
    signInRequests(200, (i) => ({ subject: 'ada', groups: chosen(i) })),
  );
  const { userId } = results[0]!;
  const { identityProviderGroups } = await environment.dataSource.manager.findOneByOrFail(User, {
    id: userId!,
  });
  const groups = identityProviderGroups!;
  expect(groups).toEqual(chosen(Number(groups.at(-1)!.slice(3))));
  const identity = await environment.dataSource.manager.findOneByOrFail(Identity, { userId: userId! });
  expect(identity.groups).toEqual(groups);
  const grants = await grantsInDatabase(environment.dataSource, userId!);
  const team = groups.includes('Managers') ? 'EDITOR' : groups.includes('Everyone') ? 'VIEWER' : undefined;
  expect(grants).toEqual({
    ...(team && { 'Incident Response': team }),
    ...(groups.includes('Phishing') && { 'Incident Response/Phishing': 'EDITOR' }),
    ...(groups.includes('Auditors') && { 'may AUDIT_LOG_READ': 'yes' }),
  });
  expect(await grantsInAuditLog(environment.dataSource, userId!)).toEqual(grants);
});

test('50 users of new teams: each team and case group is created once', async () => {
  const tenant = 'new teams';
  const names = ['Alpha', 'Beta', 'Gamma', 'Delta'];
  const mappings = names.flatMap((name) => [
    { group_name: name, team_name: name, role_name: 'EDITOR' },
    { group_name: name, team_name: name, case_group_name: `${name} cases`, role_name: 'VIEWER' },
  ]);
  // Each sign-in names them in another order.
  const alternatingGroups = (i: number) => [...names.slice(i % 4), ...names.slice(0, i % 4)];
  const signIns = signInRequests(50, (i) => ({ subject: `person ${i}`, groups: alternatingGroups(i) }));
  const results = await signInConcurrently(tenant, signIns, {
    createMissingTeams: true,
    settings: { ...settings, mapping: { mappings } },
  });
  expect(countOutcomes(results)).toEqual({ created: 50 });
  expect(await count(Team, { tenant })).toBe(4);
  expect(await count(CaseGroup, { team: { tenant } })).toBe(4);
  expect(await count(Membership, { team: { tenant } })).toBe(200);
});

test('one address from two providers: the first sign-in gets it, the other is refused and audited', async () => {
  const tenant = 'two providers';
  await createTeams(environment.dataSource, tenant);
  const signIns = signInRequests(40, (i) => ({
    subject: 'ada',
    groups: ['Everyone'],
    provider: i % 2 ? 'okta' : 'entra',
    emailVerified: true,
  }));
  const results = await signInConcurrently(tenant, signIns);
  expect(countOutcomes(results)).toEqual({ created: 1, unchanged: 19, 'denied: email_conflict': 20 });
  expect(await count(User, { tenant })).toBe(1);
  expect(await count(Identity, { tenant })).toBe(1);
  const refusals = await environment.dataSource.manager.findBy(AuditEvent, { tenant, type: 'denied' });
  expect(refusals.reduce((sum, { count }) => sum + count, 0)).toBe(20);
  // As many as there were minutes.
  expect(refusals.length).toBeLessThanOrEqual(2);
});

test('one user with two providers that send different groups: the result is that of one of them', async () => {
  const tenant = 'two voices';
  await createTeams(environment.dataSource, tenant);
  const [{ userId } = {}] = await signInConcurrently(tenant, [{ subject: 'ada', groups: ['Everyone'] }]);
  const { manager } = environment.dataSource;
  await manager.insert(Identity, {
    ...{ tenant, provider: 'entra', subject: 'ada', userId: userId! },
    issuer: 'https://idp.example.com',
  });
  const groupsByProvider = { okta: ['Managers', 'Auditors'], entra: ['Phishing'] };
  const results = await signInConcurrently(
    tenant,
    signInRequests(100, (i) => {
      const provider = i % 2 ? 'okta' : 'entra';
      return { subject: 'ada', provider, groups: groupsByProvider[provider] };
    }),
  );
  expect(new Set(results.map((result) => result.userId))).toEqual(new Set([userId]));
  const grants = await grantsInDatabase(environment.dataSource, userId!);
  const { identityProviderGroups } = await manager.findOneByOrFail(User, { id: userId! });
  expect([
    [groupsByProvider.okta, { 'Incident Response': 'EDITOR', 'may AUDIT_LOG_READ': 'yes' }],
    [groupsByProvider.entra, { 'Incident Response/Phishing': 'EDITOR' }],
  ]).toContainEqual([identityProviderGroups, grants]);
  const identities = await manager.findBy(Identity, { userId: userId! });
  expect(Object.fromEntries(identities.map(({ provider, groups }) => [provider, groups]))).toEqual(
    groupsByProvider,
  );
  expect(await grantsInAuditLog(environment.dataSource, userId!)).toEqual(grants);
});
