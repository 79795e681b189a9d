import {
  CASE_GROUPS,
  TEAMS,
  type GroupKeys,
  type MappingDocument,
  type GrantKey,
  type Policy,
  type Profile,
} from '../generators/scenario';

/** A grant with where it comes from; owner status and permissions have no role. */
export interface Grant {
  role: string | null;
  source: 'mapping' | 'manual';
  provider: string | null;
  group: string | null;
  entry: number | null;
}

/** Grants by their place, written as JSON. */
export type Grants = Map<string, Grant>;

export interface Person {
  subject: string;
  provider: string;
}

export interface Expected {
  outcome: 'created' | 'synced' | 'unchanged' | 'denied';
  /** The user's grants after the sign-in; `undefined` for a user who does not exist. */
  grants: Grants | undefined;
}

const OWNER = key(['owner']);

/** The specification as the plainest program that says it: no index, no differences, only what there has to be. */
export class Oracle {
  readonly #people = new Map<string, Grants>();
  /** Providers known to send the attribute; `unsure` where that is known from refused sign-ins alone. */
  readonly #sent = new Map<string, 'yes' | 'unsure'>();

  constructor(public policy: Policy) {}

  grantsOf(person: Person): Grants | undefined {
    return this.#people.get(nameOf(person));
  }

  accept(person: Person, { outcome, grants }: Expected, { state }: Profile): void {
    if (grants !== undefined) this.#people.set(nameOf(person), grants);
    if (state !== 'present' && state !== 'empty') return;
    if (!readsGroups(this.policy.mapping, person.provider)) return;
    const known = this.#sent.get(person.provider);
    this.#sent.set(person.provider, outcome === 'denied' && known !== 'yes' ? 'unsure' : 'yes');
  }

  grantManually(person: Person, place: GrantKey, role: string): void {
    const withRole = place[0] === 'team' || place[0] === 'caseGroup';
    this.grantsOf(person)?.set(key(place), {
      role: withRole ? role : null,
      source: 'manual',
      provider: null,
      group: null,
      entry: null,
    });
  }

  /** What a sign-in may lead to; more than one answer only where the specification leaves one open. */
  signIn(person: Person, profile: Profile): Expected[] {
    return this.#groups(person.provider, profile).map((names) => this.#signIn(person, names));
  }

  /** The groups to go by, or `undefined` for keeping what is there (section 3). */
  #groups(provider: string, { state, names }: Profile): (string[] | undefined)[] {
    if (!readsGroups(this.policy.mapping, provider)) return [[]];
    switch (state) {
      case 'present':
      case 'empty':
        return [names];
      case 'absent': {
        const sent = this.#sent.get(provider);
        return sent === 'yes' ? [[]] : sent === 'unsure' ? [[], undefined] : [undefined];
      }
      case 'overage':
      case 'malformed':
        return [undefined];
    }
  }

  #signIn(person: Person, names: string[] | undefined): Expected {
    const { mapping, enhancedSync, unmatched } = this.policy;
    const before = this.grantsOf(person);
    const wanted = wantedGrants(mapping, names ?? [], person.provider);
    const isMatched = groupEntries(mapping).some(
      (entry) => matchingGroup(entry, names ?? [], person.provider) !== undefined,
    );
    if (before === undefined) {
      if (!isMatched && unmatched === 'deny') return { outcome: 'denied', grants: undefined };
      return { outcome: 'created', grants: wanted };
    }
    if (enhancedSync !== true) return { outcome: 'unchanged', grants: before };
    if (names === undefined) {
      // Groups that are unknown take nothing away; what everyone has is added.
      const kept = new Map([...wanted, ...before]);
      return { outcome: kept.size === before.size ? 'unchanged' : 'synced', grants: kept };
    }

    const after: Grants = new Map([...before].filter(([place]) => !this.#isManaged(place)));
    for (const [place, grant] of wanted) after.set(place, grant);
    const isLastOwner = before.has(OWNER) && !after.has(OWNER) && this.#owners() === 1;
    if (isLastOwner) after.set(OWNER, before.get(OWNER)!);
    if (!isMatched && unmatched === 'deny' && !isLastOwner) return { outcome: 'denied', grants: after };
    return { outcome: isSame(before, after) ? 'unchanged' : 'synced', grants: after };
  }

  /** Whether the identity provider decides about a place (section 6, Reach; section 4, what a mapping leaves out). */
  #isManaged(place: string): boolean {
    const { mapping, managedTeams } = this.policy;
    const [kind, name] = JSON.parse(place) as GrantKey;
    const permissions = mapping.tenant_permission;
    switch (kind) {
      case 'team':
      case 'caseGroup':
        return (
          managedTeams === 'all' ||
          [...mapping.mappings, ...(mapping.everyone ?? [])].some(({ team_name }) => team_name === name)
        );
      case 'owner':
        return mapping.tenant_owners_groups !== undefined;
      case 'permission':
        // What "mapped" means for teams, it means for permissions.
        if (managedTeams === 'all') return permissions !== undefined;
        return (permissions ?? []).some(({ permission_name }) => permission_name === name);
    }
  }

  #owners(): number {
    return [...this.#people.values()].filter((grants) => grants.has(OWNER)).length;
  }
}

/** The grants of a user in these groups: the first matching entry wins, and a missing team is skipped. */
function wantedGrants(mapping: MappingDocument, names: string[], provider: string): Grants {
  const wanted: Grants = new Map();
  const addGrant = (
    place: GrantKey,
    role: string | null,
    group: string | null | undefined,
    entry: number,
  ) => {
    if (group === undefined || wanted.has(key(place)) || isMissing(place)) return;
    wanted.set(key(place), { role, source: 'mapping', provider, group, entry });
  };
  const teamPlace = ({
    team_name,
    case_group_name,
  }: {
    team_name: string;
    case_group_name?: string;
  }): GrantKey =>
    case_group_name === undefined ? ['team', team_name] : ['caseGroup', team_name, case_group_name];
  mapping.mappings.forEach((entry, i) =>
    addGrant(teamPlace(entry), entry.role_name, matchingGroup(entry, names, provider), i),
  );
  mapping.everyone?.forEach((entry, i) => {
    if (isFor(entry, provider)) addGrant(teamPlace(entry), entry.role_name, null, i);
  });
  mapping.tenant_owners_groups?.forEach((group, i) =>
    addGrant(['owner'], null, matchingGroup({ group_name: group }, names, provider), i),
  );
  mapping.tenant_permission?.forEach((entry, i) =>
    addGrant(['permission', entry.permission_name], null, matchingGroup(entry, names, provider), i),
  );
  return wanted;
}

/** The group by which an entry applies: of several, the one with the smallest code points. */
export function matchingGroup(
  { group_name, group_prefix, provider: only }: GroupKeys,
  names: string[],
  provider: string,
): string | undefined {
  if (!isFor({ provider: only }, provider)) return undefined;
  const prefix = group_prefix === undefined ? undefined : codePoints(group_prefix);
  const matching = names.filter((name) =>
    prefix === undefined
      ? name === group_name
      : JSON.stringify(codePoints(name).slice(0, prefix.length)) === JSON.stringify(prefix),
  );
  return matching.reduce<string | undefined>(
    (best, name) => (best === undefined || comesBefore(codePoints(name), codePoints(best)) ? name : best),
    undefined,
  );
}

function isFor({ provider: only }: { provider?: string | undefined }, provider: string): boolean {
  return only === undefined || only === provider;
}

function codePoints(text: string): number[] {
  return [...text].map((character) => character.codePointAt(0)!);
}

function comesBefore(a: number[], b: number[]): boolean {
  const i = a.findIndex((codePoint, at) => codePoint !== b[at]);
  return i === -1 ? a.length < b.length : b[i] !== undefined && a[i]! < b[i];
}

/** Whether the mapping says anything about the groups of a provider. If not, they are not read. */
function readsGroups(mapping: MappingDocument, provider: string): boolean {
  return groupEntries(mapping).some((entry) => isFor(entry, provider));
}

/** Every entry that names a group or a prefix. */
export function groupEntries(mapping: MappingDocument): GroupKeys[] {
  return [
    ...mapping.mappings,
    ...(mapping.tenant_owners_groups ?? []).map((group_name) => ({ group_name })),
    ...(mapping.tenant_permission ?? []),
  ];
}

export function key(place: GrantKey): string {
  return JSON.stringify(place);
}

export function nameOf({ subject, provider }: Person): string {
  return JSON.stringify([provider, subject]);
}

function isMissing([kind, team, caseGroup]: GrantKey): boolean {
  if (kind !== 'team' && kind !== 'caseGroup') return false;
  return team === TEAMS.at(-1) || caseGroup === CASE_GROUPS.at(-1);
}

function isSame(one: Grants, other: Grants): boolean {
  const sorted = (grants: Grants) => JSON.stringify([...grants].sort(([a], [b]) => (a < b ? -1 : 1)));
  return sorted(one) === sorted(other);
}
