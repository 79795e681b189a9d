import type { Fault, PathSegment } from '../errors';
import { compileMapping, entrySegments, type CompiledMapping } from '../mapping/compile';
import type { Mapping } from '../mapping/mapping';
import { resolveGrants } from '../mapping/resolve-grants';
import { createFault, formatPath } from '../validation/faults';
import {
  decisionLists,
  EMPTY_LIST,
  providersOf,
  targetKey,
  type DecisionList,
  type GrantValue,
  type ProvenGrant,
} from './decision-list';
import type { GroupLaw, LawGrant, Laws } from './laws';
import { reachablePairs, type ReachablePair } from './reachable-pairs';
import { describeTarget, describeUser } from './sentences';

/** A fault for each law that a mapping breaks, at the entry that breaks it, with a smallest set of groups. */
export function checkLaws(mapping: Mapping, laws: Laws): Fault[] {
  const checker = new LawChecker(mapping);
  return [
    ...(laws.never ?? []).flatMap((law, i) => checker.never(law, ['never', i])),
    ...(laws.apart ?? []).flatMap((pair, i) => checker.apart(pair, ['apart', i])),
    ...(laws.always ?? []).flatMap((law, i) => checker.always(law, ['always', i])),
    ...(laws.owners === undefined ? [] : ownerFaults(mapping, laws.owners)),
  ];
}

function ownerFaults({ tenant_owners_groups: groups = [] }: Mapping, owners: readonly string[]): Fault[] {
  const allowed = new Set(owners);
  return groups.flatMap((group, i) => {
    if (allowed.has(group)) return [];
    const message = `breaks the law owners: ${JSON.stringify(group)} is none of the groups that may make owners`;
    return [createFault(['tenant_owners_groups', i], { code: 'law_broken', message })];
  });
}

/** A set of groups at a provider. */
type Example = Pick<ReachablePair, 'groups'> & { provider: string | undefined };

class LawChecker {
  readonly #compiled: CompiledMapping;
  readonly #lists: ReturnType<typeof decisionLists>;

  constructor(mapping: Mapping) {
    this.#compiled = compileMapping(mapping);
    this.#lists = decisionLists(this.#compiled);
  }

  never({ grant, to }: GroupLaw, law: PathSegment[]): Fault[] {
    const example = this.#find(membersOf(to), this.#listOf(grant), ({ left, right, groups }) => {
      // A user who has it by several of the groups has it by one of them alone.
      return left !== null && groups.length === 1 && isGiven(grant, right);
    });
    if (example === undefined) return [];
    return [this.#fault(law, example, [grant], `has ${describeGrant(grant)}`)];
  }

  always({ grant, to }: GroupLaw, law: PathSegment[]): Fault[] {
    const example = this.#find(membersOf(to), this.#listOf(grant), ({ left, right }) => {
      return left !== null && !isGiven(grant, right);
    });
    if (example === undefined) return [];
    return [this.#fault(law, example, [grant], `does not have ${describeGrant(grant)}`)];
  }

  apart([one, other]: readonly [LawGrant, LawGrant], law: PathSegment[]): Fault[] {
    const example = this.#find(this.#listOf(one), this.#listOf(other), ({ left, right }) => {
      return isGiven(one, left) && isGiven(other, right);
    });
    if (example === undefined) return [];
    return [this.#fault(law, example, [other, one], `has ${describeGrant(one)} and ${describeGrant(other)}`)];
  }

  #listOf(grant: LawGrant): DecisionList {
    return this.#lists.get(targetKey(targetOf(grant)))?.list ?? EMPTY_LIST;
  }

  #find(
    left: DecisionList,
    right: DecisionList,
    isBroken: (pair: ReachablePair) => boolean,
  ): Example | undefined {
    let smallest: Example | undefined;
    for (const provider of providersOf(left, right)) {
      for (const pair of reachablePairs(left, right, provider, [this.#compiled])) {
        const isSmaller = smallest === undefined || pair.groups.length < smallest.groups.length;
        if (isSmaller && isBroken(pair)) smallest = { groups: pair.groups, provider };
      }
    }
    return smallest;
  }

  /** The fault stands at the entry that decides about one of the grants, if there is any. */
  #fault(law: PathSegment[], example: Example, grants: readonly LawGrant[], what: string): Fault {
    const { groups, provider } = example;
    const resolved = resolveGrants(groups, this.#compiled, provider).grants;
    const winners = grants.flatMap((grant) => {
      const target = targetOf(grant);
      const path = 'team' in target ? [target.team] : 'permission' in target ? [target.permission] : [];
      if (target.kind === 'caseGroup') path.push(target.caseGroup);
      const index = this.#compiled.grantIndex.find(target.kind, ...path);
      return resolved.find((each) => each.target === index) ?? [];
    });
    const user = describeUser({ groups, ...(provider === undefined ? {} : { provider }) });
    const message = `breaks the law ${formatPath(law)}: ${user} ${what}`;
    const [winner] = winners;
    return createFault(winner === undefined ? ['mappings'] : entrySegments(winner), {
      code: 'law_broken',
      message,
    });
  }
}

/** A list that gives `true` to the users in the groups of a law. */
function membersOf(to: GroupLaw['to']): DecisionList {
  const isPrefix = 'group_prefix' in to;
  const group = isPrefix ? to.group_prefix : to.group_name;
  return { rules: [{ group, isPrefix, value: true, provider: undefined }], everyone: [] };
}

function targetOf(grant: LawGrant): ProvenGrant {
  if (grant === 'owner') return { kind: 'owner' };
  if ('permission' in grant) return { kind: 'permission', permission: grant.permission };
  const { team, caseGroup } = grant;
  return caseGroup === undefined ? { kind: 'membership', team } : { kind: 'caseGroup', team, caseGroup };
}

function isGiven(grant: LawGrant, value: GrantValue | null): boolean {
  const role = typeof grant === 'object' && 'role' in grant ? grant.role : undefined;
  return role === undefined ? value !== null : value === role;
}

function describeGrant(grant: LawGrant): string {
  const target = describeTarget(targetOf(grant));
  if (grant === 'owner' || 'permission' in grant) return target;
  const { role } = grant;
  return role === undefined ? `a role in ${target}` : `${JSON.stringify(role)} of ${target}`;
}
