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

/** How much work suggestions for one document may take, in characters that are compared. */
export class SuggestionBudget {
  #remaining = 5_000_000;

  /** Whether the work is still within the budget. */
  take(characters: number): boolean {
    this.#remaining -= characters;
    return this.#remaining >= 0;
  }
}

/**
 * Suggestions for a document of any size. Each costs a comparison with every candidate, so for thousands of wrong names
 * among thousands of right ones the last ones go without: an answer in time is worth more.
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

/** `admin` of `TEAM_ADMIN`: too many steps away, and yet what was meant. */
function isSubstring(a: string, b: string): boolean {
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  return shorter.length >= 3 && longer.includes(shorter);
}
