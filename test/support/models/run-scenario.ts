import type { GrantKey, Policy, Profile, Step } from '../generators/scenario';
import { key, matchingGroup, Oracle, type Grant, type Grants, type Person } from './oracle';

/** Something that signs people in: the planner alone, or the whole library on a database. */
export interface SystemUnderTest {
  configure(policy: Policy): Promise<void> | void;
  signIn(person: Person, profile: Profile): Promise<Outcome> | Outcome;
  grantManually(person: Person, place: GrantKey, role: string): Promise<void> | void;
  /** `undefined` for a user who does not exist. */
  grants(person: Person): Promise<Grants | undefined> | Grants | undefined;
  /** Every row, to tell whether anything changed; without the audit log where something was left undone. */
  rows(withAuditLog: boolean): Promise<unknown>;
}

export interface Outcome {
  outcome: string;
  changes: readonly object[];
  notes: readonly object[];
}

/** The same subject at two providers is two people. */
const PEOPLE: readonly Person[] = [
  { subject: 'root', provider: 'okta' },
  { subject: 'ada', provider: 'okta' },
  { subject: '__proto__', provider: 'entra' },
  { subject: 'ada', provider: 'entra' },
];
const ROOT = PEOPLE[0]!;
const NO_GROUPS: Profile = { state: 'overage', names: [], attributes: { hasgroups: true } };

/** Lives a history in a world, and compares it with the oracle after each sign-in. */
export async function runScenario(
  system: SystemUnderTest,
  policy: Policy,
  steps: readonly Step[],
): Promise<void> {
  const start: Policy = { ...policy, unmatched: 'create' };
  const oracle = new Oracle(start);
  await system.configure(start);
  await signIn(system, oracle, ROOT, NO_GROUPS);
  await grantManually(system, oracle, ROOT, ['owner'], '');
  await configure(system, oracle, policy);

  for (const step of steps) {
    if (step.kind === 'settings') await configure(system, oracle, step.policy);
    else if (step.kind === 'edit') await configure(system, oracle, edited(oracle.policy, step));
    else if (step.kind === 'give')
      await grantManually(system, oracle, PEOPLE[step.person]!, step.place, step.role);
    else {
      await signIn(system, oracle, PEOPLE[step.person]!, step.profile);
      await signInAgain(system, PEOPLE[step.person]!, step.profile);
      await expectAnOwner(system);
    }
  }
}

/** A small change of the mapping, of the kind that an administrator makes: it leaves most of the grants right. */
function edited(policy: Policy, { how, at, role }: Extract<Step, { kind: 'edit' }>): Policy {
  const mappings = [...policy.mapping.mappings];
  if (mappings.length === 0) return policy;
  const i = at % mappings.length;
  if (how === 'role') mappings[i] = { ...mappings[i]!, role_name: role };
  else if (how === 'move') mappings.push(...mappings.splice(i, 1));
  else if (mappings.length > 1) mappings.splice(i, 1);
  return { ...policy, mapping: { ...policy.mapping, mappings } };
}

async function configure(system: SystemUnderTest, oracle: Oracle, policy: Policy): Promise<void> {
  oracle.policy = policy;
  await system.configure(policy);
}

async function grantManually(
  system: SystemUnderTest,
  oracle: Oracle,
  person: Person,
  place: GrantKey,
  role: string,
): Promise<void> {
  if (oracle.grantsOf(person) === undefined) return;
  oracle.grantManually(person, place, role);
  await system.grantManually(person, place, role);
}

async function signIn(
  system: SystemUnderTest,
  oracle: Oracle,
  person: Person,
  profile: Profile,
): Promise<void> {
  const before = oracle.grantsOf(person);
  const expected = oracle.signIn(person, profile);
  const { outcome } = await system.signIn(person, profile);
  const actual = { outcome, grants: plain(await system.grants(person)) };
  const answers = expected.map((each) => ({ outcome: each.outcome, grants: plain(each.grants) }));
  const matching = answers.findIndex((answer) => isSame(actual, answer));
  if (matching === -1) expect(actual).toEqual(answers[0]);
  const match = expected[matching]!;
  expectReasons(oracle.policy, profile, before, match.grants);
  oracle.accept(person, { ...match, grants: match.grants && new Map(match.grants) }, profile);
}

/** A second sign-in with the same profile has the same result, and no row changes. */
async function signInAgain(system: SystemUnderTest, person: Person, profile: Profile): Promise<void> {
  const known = (await system.grants(person)) !== undefined;
  // What a sign-in leaves undone is counted in the audit log each time.
  const before = [await system.rows(true), await system.rows(false)];
  const { outcome, changes, notes } = await system.signIn(person, profile);
  const reported = { outcome: outcome === 'denied' ? 'unchanged' : outcome, changes };
  expectSame(reported, { outcome: 'unchanged', changes: [] });
  const isSilent = known && notes.length === 0 && outcome !== 'denied';
  expectSame(await system.rows(isSilent), before[isSilent ? 0 : 1]);
}

async function expectAnOwner(system: SystemUnderTest): Promise<void> {
  for (const each of PEOPLE) if ((await system.grants(each))?.has(key(['owner']))) return;
  throw new Error('There is no owner any more');
}

/** A grant that is new has a reason: an entry of the mapping that names a group which the person is in, or everyone. */
function expectReasons(
  { mapping }: Policy,
  { names }: Profile,
  before: Grants | undefined,
  after: Grants | undefined,
) {
  const groupOf = ([kind]: GrantKey, { group, entry, provider }: Grant): string | null | undefined => {
    if (kind === 'owner') return mapping.tenant_owners_groups?.[entry!];
    if (group === null) return mapping.everyone?.[entry!] === undefined ? undefined : null;
    const giving = (kind === 'permission' ? mapping.tenant_permission : mapping.mappings)?.[entry!];
    return giving && matchingGroup(giving, names, provider!);
  };
  for (const [place, grant] of after ?? []) {
    if (isSame(before?.get(place), grant)) continue;
    const { source, provider, group } = grant;
    const isReason = group === groupOf(JSON.parse(place) as GrantKey, grant);
    if (source === 'mapping' && provider !== null && isReason && (group === null || names.includes(group)))
      continue;
    throw new Error(`${place} has no reason: ${JSON.stringify(grant)}`);
  }
}

/** Jest's own comparison tells more, and takes a hundred times as long. */
function expectSame(actual: unknown, expected: unknown): void {
  if (!isSame(actual, expected)) expect(actual).toEqual(expected);
}

function isSame(actual: unknown, expected: unknown): boolean {
  return JSON.stringify(actual) === JSON.stringify(expected);
}

function plain(grants: Grants | undefined): unknown {
  return grants && [...grants].sort(([a], [b]) => (a < b ? -1 : 1));
}
