import { LRUCache } from 'lru-cache';
import type { CompiledMapping } from '../../mapping/compile';
import { resolve } from '../../mapping/resolve';
import type { GrantChange } from '../../plan/change';
import { syncGrants, type ManagedTeams } from '../../plan/sync';
import { Holders, PROVIDER } from './holders';

/** What becomes of somebody when one mapping takes the place of another. */
export interface Difference {
  /** What is gained, lost, or has another role. */
  changes: readonly GrantChange[];
  /** Whether there was something, and nothing of it is left. */
  isEmptied: boolean;
}

/** Compares two mappings by the planner of the sign-in, which knows what a mapping leaves alone. */
export class Comparison {
  readonly #holders: Holders;
  readonly #known = new LRUCache<string, Difference>({ max: 1_000 });

  constructor(
    private readonly before: CompiledMapping,
    private readonly after: CompiledMapping,
    private readonly managedTeams: ManagedTeams,
  ) {
    this.#holders = new Holders(before);
  }

  of(groups: readonly string[]): Difference {
    // Most people share what counts of their groups with somebody before them.
    const named = groups.filter((group) => this.before.byGroup.has(group) || this.after.byGroup.has(group));
    const key = JSON.stringify(named.sort());
    const known = this.#known.get(key) ?? this.#compare(named);
    this.#known.set(key, known);
    return known;
  }

  #compare(groups: readonly string[]): Difference {
    const had = resolve(groups, this.before).grants;
    const wanted = resolve(groups, this.after).grants;
    const options = { provider: PROVIDER, managedTeams: this.managedTeams };
    const all = syncGrants(this.#holders.of(had), wanted, this.after, options);
    // The same from another group or entry is neither gained nor lost.
    const changes = all.filter(({ action }) => action !== 'attribute');
    let left = had.length;
    for (const { action } of changes) left += action === 'add' ? 1 : action === 'remove' ? -1 : 0;
    return { changes, isEmptied: had.length > 0 && left === 0 };
  }
}
