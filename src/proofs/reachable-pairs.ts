import { exampleGroup, type GroupNames } from '../mapping/example-group';
import { applies } from '../mapping/named-groups';
import { PrefixIndex } from '../mapping/prefix-index';
import { compareCodePoints } from '../validation/text';
import type { DecisionList, DecisionRule, GrantValue } from './decision-list';

/** The values of two decision lists for one set of groups, and a smallest such set. */
export interface ReachablePair {
  left: GrantValue | null;
  right: GrantValue | null;
  groups: readonly string[];
}

/** A group, and for each list the index of the first rule that matches it; `Infinity` if none does. */
interface Point {
  group: string;
  left: number;
  right: number;
}

/**
 * Every pair of values that any set of groups gives in two decision lists, each with a smallest such set.
 *
 * Two facts make this exact. Groups that no rule names and that have the same longest prefix match the same rules, so one of
 * them stands for all. And a set of groups gives in each list the value of one rule, which one of the groups matches: with
 * these at most two groups alone, both lists give the same values.
 *
 * @param provider the provider of the sign-in; `undefined`: one that no rule names
 * @param namesToAvoid other names that the groups of a counterexample should not have, if possible
 */
export function reachablePairs(
  left: DecisionList,
  right: DecisionList,
  provider: string | undefined,
  namesToAvoid: readonly GroupNames[] = [],
): ReachablePair[] {
  const [leftRules, rightRules] = [left.rules, right.rules].map((rules) =>
    rules.filter((rule) => applies(rule, provider)),
  ) as [DecisionRule[], DecisionRule[]];
  const leftValue = (index: number) => valueAt(index, leftRules, left, provider);
  const rightValue = (index: number) => valueAt(index, rightRules, right, provider);
  const points = pointsOf(leftRules, rightRules, namesToAvoid);

  const pairs = new PairCollector();
  pairs.add(leftValue(Infinity), rightValue(Infinity), []);
  for (const point of points) pairs.add(leftValue(point.left), rightValue(point.right), [point.group]);
  // Of two groups, the one decides the left list and the other the right one: the latter matches no earlier rule on the left,
  // and an earlier one on the right. For each value on the right, the earliest rule is the best.
  const byLeft = [...points].sort((a, b) => b.left - a.left);
  const bestRight = new Map<GrantValue | null, Point>();
  for (let start = 0, end = 0; start < byLeft.length; start = end) {
    while (end < byLeft.length && byLeft[end]!.left === byLeft[start]!.left) {
      const point = byLeft[end++]!;
      const value = rightValue(point.right);
      if (point.right < (bestRight.get(value)?.right ?? Infinity)) bestRight.set(value, point);
    }
    if (byLeft[start]!.left === Infinity) continue;
    const value = leftValue(byLeft[start]!.left);
    for (const point of byLeft.slice(start, end)) {
      for (const [otherValue, other] of bestRight) {
        if (other.right < point.right) pairs.add(value, otherValue, [point.group, other.group]);
      }
    }
  }
  return pairs.toArray();
}

function valueAt(
  index: number,
  rules: readonly DecisionRule[],
  { everyone }: DecisionList,
  provider: string | undefined,
): GrantValue | null {
  if (index !== Infinity) return rules[index]!.value;
  return everyone.find((rule) => applies(rule, provider))?.value ?? null;
}

/** Each group that a rule names, and for each prefix a group that begins with it and with no longer one. */
function pointsOf(
  left: readonly DecisionRule[],
  right: readonly DecisionRule[],
  namesToAvoid: readonly GroupNames[],
): Point[] {
  const rules = [...left, ...right];
  const names = new Set(rules.flatMap(({ group, isPrefix }) => (isPrefix ? [] : [group])));
  const prefixes = new PrefixIndex(rules.flatMap(({ group, isPrefix }) => (isPrefix ? [group] : [])));
  const own: GroupNames = { byGroup: names, prefixes };
  const examples = prefixes.prefixes.flatMap(
    (prefix) => exampleGroup(prefix, [own, ...namesToAvoid]) ?? exampleGroup(prefix, [own]) ?? [],
  );
  const [leftMatches, rightMatches] = [new FirstMatches(left, prefixes), new FirstMatches(right, prefixes)];
  return [...names, ...examples].sort(compareCodePoints).map((group) => {
    const place = prefixes.longest(group);
    return { group, left: leftMatches.of(group, place), right: rightMatches.of(group, place) };
  });
}

/** The first rule that matches each name and each prefix. */
class FirstMatches {
  readonly #byName = new Map<string, number>();
  readonly #byPrefix: number[];

  constructor(rules: readonly DecisionRule[], prefixes: PrefixIndex) {
    const first = new Map<string, number>();
    for (const [i, { group, isPrefix }] of rules.entries()) {
      const index = isPrefix ? first : this.#byName;
      if (!index.has(group)) index.set(group, i);
    }
    this.#byPrefix = prefixes.prefixes.map((prefix) => first.get(prefix) ?? Infinity);
    // Prefixes are sorted: each shorter prefix that this one begins with is complete already.
    for (const [place, index] of this.#byPrefix.entries()) {
      const parent = prefixes.parent(place);
      if (parent !== -1) this.#byPrefix[place] = Math.min(index, this.#byPrefix[parent]!);
    }
  }

  of(group: string, place: number): number {
    const byPrefix = place === -1 ? Infinity : this.#byPrefix[place]!;
    return Math.min(this.#byName.get(group) ?? Infinity, byPrefix);
  }
}

/** Pairs of values. The first set of groups of a pair stays, so smaller ones come first. */
class PairCollector {
  readonly #byLeft = new Map<GrantValue | null, Map<GrantValue | null, readonly string[]>>();

  add(left: GrantValue | null, right: GrantValue | null, groups: readonly string[]): void {
    const byRight = this.#byLeft.get(left) ?? new Map<GrantValue | null, readonly string[]>();
    this.#byLeft.set(left, byRight);
    if (!byRight.has(right)) byRight.set(right, groups);
  }

  toArray(): ReachablePair[] {
    return [...this.#byLeft].flatMap(([left, byRight]) =>
      [...byRight].map(([right, groups]) => ({ left, right, groups: [...groups].sort(compareCodePoints) })),
    );
  }
}
