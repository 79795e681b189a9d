import { LRUCache } from 'lru-cache';
import type { CompiledMapping } from '../../mapping/compile';
import { namesGroup } from '../../mapping/named-groups';
import { resolveGrants } from '../../mapping/resolve-grants';
import type { GrantChange } from '../../plan/change';
import { diffGrants } from '../../plan/diff-grants';
import type { ManagedTeams } from '../../plan/plan-input';
import { SyntheticUsers, ANY_PROVIDER } from './synthetic-users';

/** The changes for a user if one mapping replaces another. */
export interface GrantDifference {
  /** The gained, lost and changed grants. */
  changes: readonly GrantChange[];
  /** Whether the user had grants and would have none. */
  losesEverything: boolean;
}

/** Compares two mappings with the planner of the sign-in, which knows which grants a mapping does not manage. */
export class MappingComparison {
  readonly #before: CompiledMapping;
  readonly #after: CompiledMapping;
  readonly #managedTeams: ManagedTeams;
  readonly #syntheticUsers: SyntheticUsers;
  readonly #cache = new LRUCache<string, GrantDifference>({ max: 1_000 });

  constructor(before: CompiledMapping, after: CompiledMapping, managedTeams: ManagedTeams) {
    this.#before = before;
    this.#after = after;
    this.#managedTeams = managedTeams;
    this.#syntheticUsers = new SyntheticUsers();
  }

  /** @param provider the provider that sent the groups; `undefined`: one that no entry names */
  forGroups(groups: readonly string[], provider: string | undefined): GrantDifference {
    // Most users have the same mapped groups as an earlier user.
    const mappedGroups = groups.filter(
      (group) => namesGroup(this.#before, group, 'any') || namesGroup(this.#after, group, 'any'),
    );
    const key = JSON.stringify([provider ?? null, ...mappedGroups.sort()]);
    const cached = this.#cache.get(key) ?? this.#compare(mappedGroups, provider);
    this.#cache.set(key, cached);
    return cached;
  }

  #compare(groups: readonly string[], provider: string | undefined): GrantDifference {
    const grantsBefore = resolveGrants(groups, this.#before, provider).grants;
    const grantsAfter = resolveGrants(groups, this.#after, provider).grants;
    const options = { provider: ANY_PROVIDER, managedTeams: this.#managedTeams };
    const allChanges = diffGrants(
      this.#syntheticUsers.withGrants(grantsBefore),
      grantsAfter,
      this.#after,
      options,
    );
    // The same grant from another group or entry is neither gained nor lost.
    const changes = allChanges.filter(({ action }) => action !== 'reattribute');
    let remaining = grantsBefore.length;
    for (const { action } of changes) remaining += action === 'add' ? 1 : action === 'remove' ? -1 : 0;
    return { changes, losesEverything: grantsBefore.length > 0 && remaining === 0 };
  }
}
