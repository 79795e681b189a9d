/** So many UTF-16 units has every prefix: `group_prefix` has at least 3 characters. */
const MIN_LENGTH = 3;

/**
 * Prefixes, sorted, so that one binary search finds those of a text. Whatever prefixes a tenant chooses, also 1,000 within
 * each other, a text costs a few comparisons.
 */
export class PrefixIndex {
  readonly prefixes: readonly string[];
  /** For each prefix, the place of the longest other one that it begins with, or -1. */
  readonly #parents: Int32Array;
  /** The places of the prefixes that have the same first units: most texts begin as no prefix does. */
  readonly #ranges = new Map<string, { start: number; end: number }>();

  constructor(prefixes: Iterable<string>) {
    this.prefixes = [...new Set(prefixes)].sort();
    this.#parents = new Int32Array(this.prefixes.length);
    const ancestors: number[] = [];
    for (const [i, prefix] of this.prefixes.entries()) {
      while (ancestors.length > 0 && !prefix.startsWith(this.prefixes[ancestors.at(-1)!]!)) ancestors.pop();
      this.#parents[i] = ancestors.at(-1) ?? -1;
      ancestors.push(i);
      const beginning = prefix.slice(0, MIN_LENGTH);
      const range = this.#ranges.get(beginning);
      if (range === undefined) this.#ranges.set(beginning, { start: i, end: i + 1 });
      else range.end = i + 1;
    }
  }

  /** The place of the longest prefix of a text, or -1. The others are its ancestors: see {@link parent}. */
  longest(text: string): number {
    const range = this.prefixes.length === 0 ? undefined : this.#ranges.get(text.slice(0, MIN_LENGTH));
    if (range === undefined) return -1;
    let { start, end } = range;
    while (start < end) {
      const middle = (start + end) >>> 1;
      if (this.prefixes[middle]! <= text) start = middle + 1;
      else end = middle;
    }
    // Between a prefix of the text and the text stand only texts with the same prefix. So every prefix is the one just
    // before the text, or an ancestor of that.
    let place = start > range.start ? start - 1 : -1;
    if (place === -1 || text.startsWith(this.prefixes[place]!)) return place;
    const common = commonLength(text, this.prefixes[place]!);
    while (place !== -1 && this.prefixes[place]!.length > common) place = this.parent(place);
    return place;
  }

  /** The place of the longest prefix that the one at a place begins with, or -1. */
  parent(place: number): number {
    return this.#parents[place]!;
  }

  /** The places of all prefixes of a text, the longest first. */
  *of(text: string): Generator<number> {
    for (let place = this.longest(text); place !== -1; place = this.parent(place)) yield place;
  }
}

function commonLength(a: string, b: string): number {
  let i = 0;
  while (i < a.length && i < b.length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  return i;
}
