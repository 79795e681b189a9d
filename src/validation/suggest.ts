import { distance } from 'fastest-levenshtein';

/** The candidate that was probably meant, if any is similar enough. */
export function closest(value: string, candidates: Iterable<string>): string | undefined {
  const query = value.toLowerCase();
  let best: string | undefined;
  let substringMatch: string | undefined;
  // The edit distance from which on a candidate is too different.
  let minDistance = Math.floor(Math.max(2, query.length / 2)) + 1;
  for (const candidate of candidates) {
    const name = candidate.toLowerCase();
    if (isSubstring(query, name)) substringMatch ??= candidate;
    // The difference of the lengths is a lower bound of the distance.
    if (Math.abs(name.length - query.length) >= minDistance) continue;
    const editDistance = distance(query, name);
    if (editDistance < minDistance) [best, minDistance] = [candidate, editDistance];
  }
  return best ?? substringMatch;
}

export function didYouMean(candidate: string | undefined): string {
  return candidate === undefined ? '' : `; did you mean ${JSON.stringify(candidate)}?`;
}

/** The maximum work for the suggestions of one document, in compared characters. */
export class SuggestionBudget {
  #remaining = 5_000_000;

  /** Whether the work is still within the budget. */
  take(characters: number): boolean {
    this.#remaining -= characters;
    return this.#remaining >= 0;
  }
}

/**
 * Suggestions for a document of any size. Each one needs a comparison with every candidate. For thousands of wrong
 * names and thousands of valid ones, the last names get no suggestion, so that the response is in time.
 */
export class SuggestionCache {
  readonly #cache = new Map<string, string | undefined>();
  readonly #candidates: ReadonlySet<string>;
  readonly #budget: SuggestionBudget;

  constructor(candidates: ReadonlySet<string>, budget = new SuggestionBudget()) {
    this.#candidates = candidates;
    this.#budget = budget;
  }

  get(value: string): string | undefined {
    if (this.#cache.has(value)) return this.#cache.get(value);
    const isAffordable = this.#budget.take(this.#candidates.size * value.length);
    const suggestion = isAffordable ? closest(value, this.#candidates) : undefined;
    this.#cache.set(value, suggestion);
    return suggestion;
  }
}

/** `admin` in `TEAM_ADMIN`: its edit distance is too large, but it was probably meant. */
function isSubstring(a: string, b: string): boolean {
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  return shorter.length >= 3 && longer.includes(shorter);
}
