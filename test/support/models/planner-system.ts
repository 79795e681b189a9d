import { readGroups } from '../../../src/identity/groups';
import { NO_REMOVALS } from '../../../src/plan/removal-safeguard';
import type { CurrentUser } from '../../../src/plan/plan-input';
import type { GrantChange } from '../../../src/plan/change';
import { plan } from '../../../src/plan/plan';
import { applyGroupsPolicy } from '../../../src/plan/groups-policy';
import { readsGroups, relevantGroups } from '../../../src/plan/relevant-groups';
import { compileSettings } from '../../../src/settings/settings';
import { CASE_GROUPS, TEAMS, type GrantKey, type Policy, type Profile } from '../generators/scenario';
import type { Outcome, SystemUnderTest } from './run-scenario';
import { key, nameOf, type Grant, type Grants, type Person } from './oracle';

const MISSING = { team: TEAMS.at(-1), caseGroup: CASE_GROUPS.at(-1) };
const TEAM_CATALOG = {
  hasTeam: (team: string) => team !== MISSING.team,
  hasCaseGroup: (team: string, caseGroup: string) => team !== MISSING.team && caseGroup !== MISSING.caseGroup,
  isDeleted: () => false,
};

/** The planner alone, with a store that is a map and does what a plan says. */
export class PlannerSystem implements SystemUnderTest {
  readonly #people = new Map<string, Grants>();
  readonly #sent = new Set<string>();
  #policy!: Policy;

  configure(policy: Policy): void {
    this.#policy = policy;
  }

  signIn(person: Person, { attributes }: Profile): Outcome {
    const { mapping, enhancedSync, managedTeams, unmatched } = this.#policy;
    const issuer = 'https://idp.example.com';
    const identity = { protocol: 'oidc', issuer, subject: person.subject, attributes };
    const settings = compileSettings({
      tenant: 'default',
      version: 1,
      justInTime: true,
      enhancedSync,
      groupAttribute: 'groups',
      mapping,
      fixed: true,
    });
    const groups = relevantGroups(readGroups(identity, 'groups'), settings, person.provider);
    const current = this.#people.get(nameOf(person));
    const match =
      current === undefined
        ? ({ kind: 'none' } as const)
        : ({ kind: 'known', issuer, user: currentUser(nameOf(person), current) } as const);
    const { decision, changes, notes } = plan({
      provider: person.provider,
      claims: {
        issuer,
        issuerMismatch: false,
        subject: person.subject,
        emailTrusted: false,
        groups,
        ignored: [],
      },
      groups: applyGroupsPolicy(groups, {}, this.#sent.has(person.provider)),
      settings,
      match,
      teams: TEAM_CATALOG,
      otherOwners: this.#countOtherOwners(person),
      removals: NO_REMOVALS,
      rules: {
        managedTeams,
        createMissingTeams: false,
        unmatched,
        syncProfile: false,
        removalSafeguard: false,
        isBreakGlass: () => false,
      },
    });
    const hasSent = groups.state === 'present' || groups.state === 'empty';
    if (decision !== 'deny' && hasSent && readsGroups(settings, person.provider))
      this.#sent.add(person.provider);
    if (decision === 'create') this.#people.set(nameOf(person), new Map());
    for (const change of changes) this.#applyChange(person, change as GrantChange);
    const outcome = {
      create: 'created',
      link: 'linked',
      deny: 'denied',
      signIn: changes.length > 0 ? 'synced' : 'unchanged',
    };
    return { outcome: outcome[decision], changes, notes };
  }

  grantManually(person: Person, place: GrantKey, role: string): void {
    const withRole = place[0] === 'team' || place[0] === 'caseGroup';
    const manual = { source: 'manual', provider: null, group: null, entry: null } as const;
    this.#people.get(nameOf(person))?.set(key(place), { role: withRole ? role : null, ...manual });
  }

  grants(person: Person): Grants | undefined {
    return this.#people.get(nameOf(person));
  }

  rows(): Promise<unknown> {
    return Promise.resolve(JSON.stringify([...this.#people].map(([name, grants]) => [name, ...grants])));
  }

  #applyChange(person: Person, change: GrantChange): void {
    const grants = this.#people.get(nameOf(person))!;
    const place = key(placeOf(change));
    if (change.action === 'remove') {
      if (!grants.delete(place)) throw new Error(`${place} is not there to be removed`);
      return;
    }
    if (grants.has(place) !== (change.action !== 'add'))
      throw new Error(`${change.action} of ${place} makes no sense`);
    const role = 'role' in change ? change.role : null;
    grants.set(place, { role, source: 'mapping', provider: person.provider, ...change.reason });
  }

  #countOtherOwners(person: Person): number {
    const others = [...this.#people].filter(([name]) => name !== nameOf(person));
    return others.filter(([, grants]) => grants.has(key(['owner']))).length;
  }
}

function placeOf(change: GrantChange): GrantKey {
  switch (change.kind) {
    case 'membership':
      return ['team', change.team];
    case 'caseGroup':
      return ['caseGroup', change.team, change.caseGroup];
    case 'owner':
      return ['owner'];
    case 'permission':
      return ['permission', change.permission];
  }
}

/** The user as the planner sees one. What it is given it may not change, so it is frozen. */
function currentUser(id: string, grants: Grants): CurrentUser {
  const of = (kind: GrantKey[0]) =>
    [...grants].flatMap(([place, grant]) => {
      const [is, ...names] = JSON.parse(place) as [GrantKey[0], string, string];
      return is === kind ? [{ names, grant: grant as Grant & { role: string } }] : [];
    });
  const owner = grants.get(key(['owner']));
  return Object.freeze({
    id,
    tenant: 'default',
    email: null,
    emailVerified: null,
    active: true,
    invited: false,
    firstName: null,
    lastName: null,
    avatar: null,
    removalsHeldAt: null,
    tenantOwner: owner !== undefined,
    ownerSource: owner?.source ?? null,
    ownerProvider: owner?.provider ?? null,
    ownerGroup: owner?.group ?? null,
    ownerEntry: owner?.entry ?? null,
    memberships: Object.freeze(
      of('team').map(({ names: [name], grant }) => Object.freeze({ ...grant, team: { name } })),
    ),
    caseGroupMemberships: Object.freeze(
      of('caseGroup').map(({ names: [team, name], grant }) =>
        Object.freeze({ ...grant, caseGroup: { name, team: { name: team } } }),
      ),
    ),
    tenantPermissions: Object.freeze(
      of('permission').map(({ names: [permission], grant }) => Object.freeze({ ...grant, permission })),
    ),
  });
}
