import type { GrantChange } from '../plan/change';
import type { Plan } from '../plan/plan';
import type { CompiledSettings } from '../settings/settings';
import { DangerWatch, type Danger } from './dangers';
import type { LastSeen } from './everybody';
import { entriesThatNeverWin } from './never-wins';
import type { Round } from './round';

/** A preview in figures. Where nothing else is said, they are numbers of users. */
export interface PreviewSummary {
  /** All users of the tenant. */
  users: number;
  /** Users of whom nothing can be told, since they have never signed in through a provider. */
  unknown: number;
  /** Users who are given something that they do not have. */
  gaining: number;
  /** Users who lose something. */
  losing: number;
  /** Users whose role changes somewhere. */
  changing: number;
  /** Users who stop being owners. */
  demoted: number;
  /** Users who have something now and would have nothing at all. */
  leftWithNothing: number;
  /** Users who would be refused at their next sign-in. */
  refused: number;
  /** Grants that were made by hand and would go. */
  manualRemoved: number;
  /** Groups that the mapping names and nobody was in at their last sign-in. */
  groupsNeverSeen: readonly string[];
  /** Groups that somebody was in and no entry names; at most 1000. */
  groupsUnmapped: readonly string[];
  /** Places in `mappings` of entries that never win: an earlier one has the same group and the same target. */
  entriesThatNeverWin: readonly number[];
  /** What saving these settings would ask to confirm, with enhanced sync on. */
  dangers: readonly Danger[];
}

const MOST_UNMAPPED = 1000;

/** Counts what a round does. */
export class Tally {
  readonly #counts = {
    users: 0,
    unknown: 0,
    gaining: 0,
    losing: 0,
    changing: 0,
    demoted: 0,
    leftWithNothing: 0,
    refused: 0,
    manualRemoved: 0,
  };
  readonly #neverSeen: Set<string>;
  readonly #unmapped = new Set<string>();
  readonly #watch: DangerWatch;

  constructor(
    round: Round,
    private readonly settings: CompiledSettings,
  ) {
    this.#neverSeen = new Set(settings.compiled.byGroup.keys());
    this.#watch = new DangerWatch(round, settings);
  }

  add(user: LastSeen, plan: Plan | undefined): void {
    this.#counts.users += 1;
    this.#seeGroups(user.identityProviderGroups ?? []);
    this.#watch.see(user, plan);
    if (plan === undefined) this.#counts.unknown += 1;
    else this.#count(user, plan);
  }

  summary(): PreviewSummary {
    return {
      ...this.#counts,
      groupsNeverSeen: [...this.#neverSeen].sort(),
      groupsUnmapped: [...this.#unmapped].sort(),
      entriesThatNeverWin: entriesThatNeverWin(this.settings.mapping),
      dangers: this.#watch.dangers(),
    };
  }

  #count(user: LastSeen, plan: Plan): void {
    const counts = this.#counts;
    const changes = plan.changes.filter((change): change is GrantChange => change.kind !== 'profile');
    const added = changes.filter(({ action }) => action === 'add').length;
    const removed = changes.filter((change) => change.action === 'remove');
    if (added > 0) counts.gaining += 1;
    if (removed.length > 0) counts.losing += 1;
    if (changes.some(({ action }) => action === 'change')) counts.changing += 1;
    if (removed.some(({ kind }) => kind === 'owner')) counts.demoted += 1;
    const held = grantsHeld(user);
    if (held > 0 && held + added - removed.length === 0) counts.leftWithNothing += 1;
    if (plan.decision === 'deny' && plan.code !== 'user_deactivated') counts.refused += 1;
    counts.manualRemoved += removed.filter(({ formerSource }) => formerSource === 'manual').length;
  }

  #seeGroups(groups: readonly string[]): void {
    for (const group of groups) {
      this.#neverSeen.delete(group);
      if (this.#unmapped.size < MOST_UNMAPPED && !this.settings.compiled.byGroup.has(group)) {
        this.#unmapped.add(group);
      }
    }
  }
}

function grantsHeld(user: LastSeen): number {
  const { memberships, caseGroupMemberships, tenantPermissions, tenantOwner } = user;
  return memberships.length + caseGroupMemberships.length + tenantPermissions.length + (tenantOwner ? 1 : 0);
}
