import { entrySegments } from '../mapping/compile';
import { namesGroup } from '../mapping/named-groups';
import { shadowedGrants } from '../mapping/shadowed-grants';
import type { GrantChange } from '../plan/change';
import type { Plan } from '../plan/plan';
import type { CompiledSettings } from '../settings/settings';
import type { DenialCode } from '../errors';
import { DangerDetector } from './dangers';
import type { GrantDifference } from './difference';
import type { Danger } from '../settings/errors';
import type { UserSnapshot } from '../store/load-grants';
import { dependsOnSettings, type SignInSimulation } from './simulation';

/** A preview in figures. They are numbers of users, unless the description says otherwise. */
export interface PreviewSummary {
  /** All users of the tenant. */
  users: number;
  /** Users who have never signed in through a provider, so that their groups are unknown. */
  unknown: number;
  /** Users who gain a grant. */
  gaining: number;
  /** Users who lose a grant. */
  losing: number;
  /** Users whose role in a team or case group changes. */
  changing: number;
  /** Users who lose owner status. */
  demoted: number;
  /** Users who have grants now and would lose all of them. */
  losingEverything: number;
  /** Users who would be refused at their next sign-in. */
  refused: number;
  /** The number of manual grants that would be removed. */
  manualGrantsRemoved: number;
  /** Which users these settings affect: those whose next sign-in gives another result than with the current ones. */
  difference: DifferenceSummary;
  /** Groups that the mapping names and that no user had at the last sign-in. */
  unseenGroups: readonly string[];
  /** Each `group_prefix` of the mapping that no group of a user began with at the last sign-in. */
  unseenPrefixes: readonly string[];
  /** Groups of users that no entry names for their provider; at most 1,000. */
  unmappedGroups: readonly string[];
  /** Indexes in `mappings` of entries without effect: an earlier entry has all of their groups and the same target. */
  shadowedEntries: readonly number[];
  /**
   * Present if the settings read the groups at other sources or in another form than the current ones. Claims are not
   * stored, so the preview uses the groups as the current settings have read them.
   */
  groupSourcesChanged?: true;
  /** The dangers that a save of these settings with enhanced sync would ask to confirm. */
  dangers: readonly Danger[];
}

/** What of a user's next sign-in is due to the settings that are looked at. */
interface Comparison {
  difference: readonly GrantDifference[];
  refused?: DenialCode;
  currentlyRefused?: DenialCode;
}

/** Numbers of users, each compared with a sign-in with the current settings. */
export interface DifferenceSummary {
  /** All for whom anything differs. */
  users: number;
  /** Users who would have something that they would not have otherwise. */
  gaining: number;
  /** Users who would not have something that they would have otherwise. */
  losing: number;
  /** Users who would have another role somewhere. */
  changing: number;
  /** Users who would be refused, and are admitted otherwise. */
  refused: number;
  /** Users who would be admitted, and are refused otherwise. */
  admitted: number;
}

const MAX_UNMAPPED_GROUPS = 1000;

/** Counts the effects of the simulated sign-ins. */
export class PreviewCounter {
  readonly #counts = {
    users: 0,
    unknown: 0,
    gaining: 0,
    losing: 0,
    changing: 0,
    demoted: 0,
    losingEverything: 0,
    refused: 0,
    manualGrantsRemoved: 0,
  };
  readonly #difference: DifferenceSummary = {
    users: 0,
    gaining: 0,
    losing: 0,
    changing: 0,
    refused: 0,
    admitted: 0,
  };
  readonly #unseenGroups: Set<string>;
  readonly #unseenPrefixes: Set<string>;
  readonly #unmappedGroups = new Set<string>();
  readonly #detector: DangerDetector;
  readonly #settings: CompiledSettings;

  constructor(simulation: SignInSimulation, settings: CompiledSettings) {
    this.#settings = settings;
    this.#unseenGroups = new Set(settings.compiledMapping.byGroup.keys());
    this.#unseenPrefixes = new Set(settings.compiledMapping.prefixes.prefixes);
    this.#detector = new DangerDetector(simulation, settings);
  }

  add(user: UserSnapshot, plan: Plan | undefined, item: Comparison | undefined): void {
    if (item !== undefined) this.#compare(item);
    this.#counts.users += 1;
    this.#addGroups(user.identityProviderGroups ?? [], user.identity?.provider);
    this.#detector.add(user, plan);
    if (plan === undefined) this.#counts.unknown += 1;
    else this.#count(user, plan);
  }

  summary(): PreviewSummary {
    return {
      ...this.#counts,
      difference: { ...this.#difference },
      unseenGroups: [...this.#unseenGroups].sort(),
      unseenPrefixes: [...this.#unseenPrefixes].sort(),
      unmappedGroups: [...this.#unmappedGroups].sort(),
      shadowedEntries: this.#shadowedEntries(),
      dangers: this.#detector.dangers(),
    };
  }

  #compare({ difference, refused, currentlyRefused }: Comparison): void {
    const has = (action: string) => difference.some((grant) => grant.action === action);
    const isRefused = refused !== undefined && currentlyRefused === undefined;
    const isAdmitted = refused === undefined && currentlyRefused !== undefined;
    if (has('add')) this.#difference.gaining += 1;
    if (has('remove')) this.#difference.losing += 1;
    if (has('change')) this.#difference.changing += 1;
    if (isRefused) this.#difference.refused += 1;
    if (isAdmitted) this.#difference.admitted += 1;
    if (difference.length > 0 || isRefused || isAdmitted) this.#difference.users += 1;
  }

  #count(user: UserSnapshot, plan: Plan): void {
    const counts = this.#counts;
    const changes = plan.changes.filter((change): change is GrantChange => change.kind !== 'profile');
    const added = changes.filter(({ action }) => action === 'add').length;
    const removed = changes.filter((change) => change.action === 'remove');
    if (added > 0) counts.gaining += 1;
    if (removed.length > 0) counts.losing += 1;
    if (changes.some(({ action }) => action === 'change')) counts.changing += 1;
    if (removed.some(({ kind }) => kind === 'owner')) counts.demoted += 1;
    const current = countGrants(user);
    if (current > 0 && current + added - removed.length === 0) counts.losingEverything += 1;
    if (plan.decision === 'deny' && dependsOnSettings(plan.code)) counts.refused += 1;
    counts.manualGrantsRemoved += removed.filter(({ previousSource }) => previousSource === 'manual').length;
  }

  #addGroups(groups: readonly string[], provider: string | undefined): void {
    const { compiledMapping } = this.#settings;
    for (const group of groups) {
      this.#unseenGroups.delete(group);
      if (this.#unseenPrefixes.size > 0) {
        for (const place of compiledMapping.prefixes.of(group))
          this.#unseenPrefixes.delete(compiledMapping.prefixes.prefixes[place]!);
      }
      if (
        this.#unmappedGroups.size < MAX_UNMAPPED_GROUPS &&
        !namesGroup(compiledMapping, group, { provider })
      ) {
        this.#unmappedGroups.add(group);
      }
    }
  }

  /** The indexes in `mappings` of entries without effect. */
  #shadowedEntries(): number[] {
    return shadowedGrants(this.#settings.compiledMapping).flatMap(({ grant }) => {
      const [list, place] = entrySegments(grant);
      return list === 'mappings' ? [place as number] : [];
    });
  }
}

function countGrants(user: UserSnapshot): number {
  const { memberships, caseGroupMemberships, tenantPermissions, tenantOwner } = user;
  return memberships.length + caseGroupMemberships.length + tenantPermissions.length + (tenantOwner ? 1 : 0);
}
