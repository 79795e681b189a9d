import type { Fault, PathSegment } from '../errors';
import { closest, didYouMean } from './suggest';

/** A fault without its place. */
export type Problem = Omit<Fault, 'path' | 'segments'>;

/** A problem of a value inside another one: `at` is its place there. */
export interface NestedProblem extends Problem {
  at: readonly PathSegment[];
}

export function createFault(segments: readonly PathSegment[], problem: Problem): Fault {
  const { code, message, suggestion } = problem;
  const shortened = segments.map(shortenSegment);
  const fault: Fault = { path: formatPath(shortened), segments: shortened, code, message };
  return suggestion === undefined ? fault : { ...fault, suggestion };
}

/** Shortens a key: a key of a document can have any length, and a hundred faults are listed. */
function shortenSegment(segment: PathSegment): PathSegment {
  return typeof segment === 'string' && segment.length > MAX_KEY_LENGTH
    ? `${segment.slice(0, MAX_KEY_LENGTH)}…`
    : segment;
}

const MAX_KEY_LENGTH = 200;

/** Faults of a value as faults of the input that has the value at `segments`. */
export function prefixFaults(segments: readonly PathSegment[], faults: readonly Fault[]): Fault[] {
  return faults.map((fault) => createFault([...segments, ...fault.segments], fault));
}

/** A path in JavaScript notation, for people. Code uses the segments. */
export function formatPath(segments: readonly PathSegment[]): string {
  return segments.reduce<string>((path, segment) => {
    if (typeof segment === 'number') return `${path}[${segment}]`;
    return path === '' ? segment : `${path}.${segment}`;
  }, '');
}

/** An unknown key is a fault: with a misspelled key, an option would silently have no effect. */
export function unknownKeyProblem(key: string, knownKeys: readonly string[], noun: string): Problem {
  const suggestion = closest(key, knownKeys);
  return withSuggestion('unknown_key', `is not a known ${noun}`, suggestion);
}

export function withSuggestion(
  code: Problem['code'],
  message: string,
  suggestion: string | undefined,
): Problem {
  return suggestion === undefined
    ? { code, message }
    : { code, message: message + didYouMean(suggestion), suggestion };
}
