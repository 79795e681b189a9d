import { compileMapping } from '../mapping/compile';
import { MappingError } from '../mapping/errors';
import { checkMapping, type CheckedMapping } from '../mapping/parse';
import { prefixFaults } from '../validation/faults';
import { decisionLists, EMPTY_LIST, providersOf, type ProvenGrant, type GrantValue } from './decision-list';
import { reachablePairs } from './reachable-pairs';

/** The names that the app declares. Without them, any name is valid. */
export interface ProofRules {
  /**
   * The roles that a mapping may give.
   *
   * @default any name
   */
  roles?: readonly string[] | undefined;
  /**
   * The tenant permissions that a mapping may give.
   *
   * @default any name
   */
  permissions?: readonly string[] | undefined;
}

/** A change of one grant that some set of groups brings about. */
export interface ProvenChange {
  grant: ProvenGrant;
  /** The role, or `true`, that the mapping before gives to the groups; `null`: it does not give the grant. */
  before: GrantValue | null;
  /** The same for the mapping after. */
  after: GrantValue | null;
  /** A smallest set of groups that brings the change about, in the order of their code points: at most two. */
  groups: readonly string[];
  /** The provider of the sign-in, where the change needs an entry for one provider. */
  provider?: string;
}

/** What a new mapping can change, over all sets of groups. */
export interface MappingProof {
  /** Grants that a user can have after and not before. */
  gained: readonly ProvenChange[];
  /** Grants that a user can have before and not after. */
  lost: readonly ProvenChange[];
  /** Teams and case groups in which a user can have another role. */
  changed: readonly ProvenChange[];
  /** Grants of either mapping that are the same for every set of groups, at every provider. */
  unchanged: readonly ProvenGrant[];
}

/**
 * Proves what a new mapping changes: over **all** sets of groups, not only those of known users. Each grant is the same for
 * every set of groups, or each pair of values before and after that any set brings about is listed once, with a smallest
 * set. The answer is exact. It is about what the mappings give: manual grants, the option `managedTeams` and users whose
 * groups do not arrive are not part of it.
 *
 * @param before the mapping as it is; legacy keys are accepted
 * @param after the mapping as it would be
 * @throws {MappingError} with the faults of both mappings, if any
 *
 * @example
 * ```ts
 * const { gained } = proveChange(mappingOfMain, mappingOfPullRequest);
 * for (const { grant, groups } of gained) console.log(grant, groups);
 * ```
 */
export function proveChange(before: unknown, after: unknown, rules: ProofRules = {}): MappingProof {
  const checked = { before: checkMapping(before, rules), after: checkMapping(after, rules) };
  const faults = Object.entries(checked).flatMap(([name, { faults }]) => prefixFaults([name], faults));
  if (faults.length > 0) throw new MappingError(faults);
  return proveMappingChange(checked.before, checked.after);
}

/** Like {@link proveChange}, for mappings without faults. */
export function proveMappingChange(
  before: Pick<CheckedMapping, 'mapping'>,
  after: Pick<CheckedMapping, 'mapping'>,
): MappingProof {
  const mappings = [compileMapping(before.mapping), compileMapping(after.mapping)] as const;
  const [listsBefore, listsAfter] = [decisionLists(mappings[0]), decisionLists(mappings[1])];
  const gained: ProvenChange[] = [];
  const lost: ProvenChange[] = [];
  const changed: ProvenChange[] = [];
  const unchanged: ProvenGrant[] = [];
  for (const [key, { target }] of new Map([...listsBefore, ...listsAfter])) {
    const left = listsBefore.get(key)?.list ?? EMPTY_LIST;
    const right = listsAfter.get(key)?.list ?? EMPTY_LIST;
    const changes = new SmallestChanges(target);
    for (const provider of providersOf(left, right)) {
      for (const pair of reachablePairs(left, right, provider, mappings))
        changes.add(pair.left, pair.right, pair.groups, provider);
    }
    const found = changes.toArray();
    if (found.length === 0) unchanged.push(target);
    for (const change of found)
      (change.before === null ? gained : change.after === null ? lost : changed).push(change);
  }
  return { gained, lost, changed, unchanged };
}

/** The changes of one grant. Of several providers, the one with the smallest set of groups is kept. */
class SmallestChanges {
  readonly #target: ProvenGrant;
  readonly #byValues = new Map<string, ProvenChange>();

  constructor(target: ProvenGrant) {
    this.#target = target;
  }

  add(
    before: GrantValue | null,
    after: GrantValue | null,
    groups: readonly string[],
    provider: string | undefined,
  ): void {
    if (before === after) return;
    const key = JSON.stringify([before, after]);
    const other = this.#byValues.get(key);
    if (other !== undefined && other.groups.length <= groups.length) return;
    const change = { grant: this.#target, before, after, groups };
    this.#byValues.set(key, provider === undefined ? change : { ...change, provider });
  }

  toArray(): ProvenChange[] {
    return [...this.#byValues.values()];
  }
}
