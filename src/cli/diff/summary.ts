import type { CompiledMapping } from '../../mapping/compile';
import type { Difference } from './compare';

/** What a comparison comes to. */
export interface Totals {
  compared: number;
  gain: number;
  lose: number;
  changeRole: number;
  leftWithNothing: number;
  loseOwnership: number;
}

/** How many different unmapped groups are counted: an export may have one for each user. */
const MOST_GROUPS = 10_000;

/** Adds up a comparison. However many users there are, it stays small. */
export class Summary {
  readonly totals: Totals = {
    compared: 0,
    gain: 0,
    lose: 0,
    changeRole: 0,
    leftWithNothing: 0,
    loseOwnership: 0,
  };
  /** Users whose groups have never come, so that nothing is known of them. */
  withoutGroups = 0;
  readonly #seen = new Set<string>();
  readonly #unmapped = new Map<string, number>();
  /** Whether there were more unmapped groups than could be counted. */
  hasMoreUnmapped = false;

  /** @param of what is compared: the users of an export, or without one each group alone */
  constructor(
    private readonly after: CompiledMapping,
    readonly of: 'user' | 'group',
  ) {}

  add({ changes, isEmptied }: Difference): void {
    const { totals } = this;
    totals.compared += 1;
    totals.gain += Number(changes.some(({ action }) => action === 'add'));
    totals.lose += Number(changes.some(({ action }) => action === 'remove'));
    totals.changeRole += Number(changes.some(({ action }) => action === 'change'));
    totals.leftWithNothing += Number(isEmptied);
    totals.loseOwnership += Number(
      changes.some(({ kind, action }) => kind === 'owner' && action === 'remove'),
    );
  }

  addUnknown(): void {
    this.totals.compared += 1;
    this.withoutGroups += 1;
  }

  sawGroups(groups: readonly string[]): void {
    for (const group of groups) {
      if (this.after.byGroup.has(group)) this.#seen.add(group);
      else if (this.#unmapped.has(group) || this.#unmapped.size < MOST_GROUPS) {
        this.#unmapped.set(group, (this.#unmapped.get(group) ?? 0) + 1);
      } else this.hasMoreUnmapped = true;
    }
  }

  /** Groups that users are in and that no entry of the new mapping names, those with the most users first. */
  unmappedGroups(): { group: string; users: number }[] {
    return [...this.#unmapped]
      .map(([group, users]) => ({ group, users }))
      .sort((a, b) => b.users - a.users || (a.group < b.group ? -1 : 1));
  }

  /** Groups that the new mapping names and nobody is in. */
  groupsOfNobody(): string[] {
    return [...this.after.byGroup.keys()].filter((group) => !this.#seen.has(group));
  }

  /** Whether anybody has less than before, or another role: which of two roles is less, only the app knows. */
  get hasLosses(): boolean {
    return this.totals.lose > 0 || this.totals.changeRole > 0;
  }

  toJSON() {
    if (this.of === 'group') return { of: this.of, ...this.totals };
    return {
      of: this.of,
      ...this.totals,
      withoutGroups: this.withoutGroups,
      unmappedGroups: this.unmappedGroups(),
      hasMoreUnmappedGroups: this.hasMoreUnmapped,
      groupsOfNobody: this.groupsOfNobody(),
    };
  }
}
