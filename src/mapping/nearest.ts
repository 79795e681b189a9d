import { distance } from 'fastest-levenshtein';

/** The candidate that was probably meant, if any is near enough to say so. */
export function nearest(value: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of candidates) {
    const steps = distance(value.toLowerCase(), candidate.toLowerCase());
    if (steps < least) [best, least] = [candidate, steps];
  }
  return least <= Math.max(2, value.length / 2) ? best : undefined;
}

export function didYouMean(candidate: string | undefined): string {
  return candidate === undefined ? '' : `; did you mean ${JSON.stringify(candidate)}?`;
}
