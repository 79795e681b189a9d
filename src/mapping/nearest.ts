import { distance } from 'fastest-levenshtein';

/** The candidate that was probably meant, if any is near enough to say so. */
export function nearest(value: string, candidates: Iterable<string>): string | undefined {
  const wanted = value.toLowerCase();
  let best: string | undefined;
  let holder: string | undefined;
  // As many steps as this are one too many.
  let least = Math.floor(Math.max(2, wanted.length / 2)) + 1;
  for (const candidate of candidates) {
    const name = candidate.toLowerCase();
    if (isPartOf(wanted, name)) holder ??= candidate;
    // The lengths alone say how many steps there are at least.
    if (Math.abs(name.length - wanted.length) >= least) continue;
    const steps = distance(wanted, name);
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best ?? holder;
}

export function didYouMean(candidate: string | undefined): string {
  return candidate === undefined ? '' : `; did you mean ${JSON.stringify(candidate)}?`;
}

/**
 * Suggestions for a document of any size. Each costs a comparison with every candidate, so for thousands of wrong names
 * among thousands of right ones the last ones go without: an answer in time is worth more.
 */
export class Suggestions {
  readonly #known = new Map<string, string>();
  #comparisonsLeft = 200_000;

  constructor(private readonly candidates: ReadonlySet<string>) {}

  for(value: string): string {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    this.#comparisonsLeft -= this.candidates.size;
    const suggestion = this.#comparisonsLeft < 0 ? '' : didYouMean(nearest(value, this.candidates));
    this.#known.set(value, suggestion);
    return suggestion;
  }
}

/** `admin` of `TEAM_ADMIN`: too many steps away, and yet what was meant. */
function isPartOf(one: string, other: string): boolean {
  const [part, whole] = one.length < other.length ? [one, other] : [other, one];
  return part.length >= 3 && whole.includes(part);
}
