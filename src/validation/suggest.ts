import { distance } from 'fastest-levenshtein';

/** The candidate that was probably meant, if any is near enough to say so. */
export function closest(value: string, candidates: Iterable<string>): string | undefined {
  const query = value.toLowerCase();
  let best: string | undefined;
  let substringMatch: string | undefined;
  // As many steps as this are one too many.
  let minDistance = Math.floor(Math.max(2, query.length / 2)) + 1;
  for (const candidate of candidates) {
    const name = candidate.toLowerCase();
    if (isSubstring(query, name)) substringMatch ??= candidate;
    // The lengths alone say how many steps there are at least.
    if (Math.abs(name.length - query.length) >= minDistance) continue;
    const editDistance = distance(query, name);
    if (editDistance < minDistance) [best, minDistance] = [candidate, editDistance];
  }
  return best ?? substringMatch;
}

export function didYouMean(candidate: string | undefined): string {
  return candidate === undefined ? '' : `; did you mean ${JSON.stringify(candidate)}?`;
}

/**
 * Suggestions for a document of any size. Each costs a comparison with every candidate, so for thousands of wrong names
 * among thousands of right ones the last ones go without: an answer in time is worth more.
 */
export class SuggestionCache {
  readonly #cache = new Map<string, string | undefined>();
  #remainingComparisons = 200_000;

  readonly #candidates: ReadonlySet<string>;

  constructor(candidates: ReadonlySet<string>) {
    this.#candidates = candidates;
  }

  get(value: string): string | undefined {
    if (this.#cache.has(value)) return this.#cache.get(value);
    this.#remainingComparisons -= this.#candidates.size;
    const suggestion = this.#remainingComparisons < 0 ? undefined : closest(value, this.#candidates);
    this.#cache.set(value, suggestion);
    return suggestion;
  }
}

/** `admin` of `TEAM_ADMIN`: too many steps away, and yet what was meant. */
function isSubstring(a: string, b: string): boolean {
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  return shorter.length >= 3 && longer.includes(shorter);
}
