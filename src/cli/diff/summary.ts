import type { CompiledMapping } from '../../mapping/compile';
import { namesGroup } from '../../mapping/named-groups';
import type { GrantDifference } from './mapping-comparison';

/** The result of a comparison in figures. */
export interface Totals {
  compared: number;
  gain: number;
  lose: number;
  changeRole: number;
  losingEverything: number;
  loseOwnership: number;
}

/** The maximum number of different unmapped groups that are counted: an export may have one for each user. */
const MAX_UNMAPPED_GROUPS = 10_000;

/** Counts the results of a comparison. Its size does not depend on the number of users. */
export class Summary {
  readonly #after: CompiledMapping;
  readonly totals: Totals = {
    compared: 0,
    gain: 0,
    lose: 0,
    changeRole: 0,
    losingEverything: 0,
    loseOwnership: 0,
  };
  /** Users whose groups have never arrived, so that the comparison is impossible. */
  withoutGroups = 0;
  readonly #seenGroups = new Set<string>();
  readonly #seenPrefixes = new Set<number>();
  readonly #unmappedCounts = new Map<string, number>();
  /** Whether there were more unmapped groups than the maximum. */
  hasMoreUnmapped = false;

  /**
   * @param unit the unit of the comparison: the users of an export or, without an export, each single group
   */
  constructor(
    after: CompiledMapping,
    readonly unit: 'user' | 'group',
  ) {
    this.#after = after;
  }

  add({ changes, losesEverything }: GrantDifference): void {
    const { totals } = this;
    totals.compared += 1;
    totals.gain += Number(changes.some(({ action }) => action === 'add'));
    totals.lose += Number(changes.some(({ action }) => action === 'remove'));
    totals.changeRole += Number(changes.some(({ action }) => action === 'change'));
    totals.losingEverything += Number(losesEverything);
    totals.loseOwnership += Number(
      changes.some(({ kind, action }) => kind === 'owner' && action === 'remove'),
    );
  }

  addUserWithoutGroups(): void {
    this.totals.compared += 1;
    this.withoutGroups += 1;
  }

  addGroups(groups: readonly string[], provider: string | undefined): void {
    for (const group of groups) {
      if (this.#after.byGroup.has(group)) this.#seenGroups.add(group);
      for (const place of this.#after.prefixes.of(group)) this.#seenPrefixes.add(place);
      if (namesGroup(this.#after, group, { provider })) continue;
      if (this.#unmappedCounts.has(group) || this.#unmappedCounts.size < MAX_UNMAPPED_GROUPS) {
        this.#unmappedCounts.set(group, (this.#unmappedCounts.get(group) ?? 0) + 1);
      } else this.hasMoreUnmapped = true;
    }
  }

  /** Groups of users that no entry of the new mapping names, those with the most users first. */
  unmappedGroups(): { group: string; users: number }[] {
    return [...this.#unmappedCounts]
      .map(([group, users]) => ({ group, users }))
      .sort((a, b) => b.users - a.users || (a.group < b.group ? -1 : 1));
  }

  /** Groups that the new mapping names but no user is in. */
  unseenGroups(): string[] {
    return [...this.#after.byGroup.keys()].filter((group) => !this.#seenGroups.has(group));
  }

  /** Prefixes of the new mapping that no group of a user begins with. */
  unseenPrefixes(): string[] {
    return this.#after.prefixes.prefixes.filter((_, place) => !this.#seenPrefixes.has(place));
  }

  /**
   * Whether any user has fewer grants than before, or another role: only the app knows which of two roles has fewer
   * rights.
   */
  get hasLosses(): boolean {
    return this.totals.lose > 0 || this.totals.changeRole > 0;
  }

  toJSON() {
    if (this.unit === 'group') return { of: this.unit, ...this.totals };
    return {
      of: this.unit,
      ...this.totals,
      withoutGroups: this.withoutGroups,
      unmappedGroups: this.unmappedGroups(),
      hasMoreUnmappedGroups: this.hasMoreUnmapped,
      unseenGroups: this.unseenGroups(),
      unseenPrefixes: this.unseenPrefixes(),
    };
  }
}
