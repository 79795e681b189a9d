import { MAX_FAULTS, type Fault, type PathSegment } from '../errors';
import { createFault } from './faults';
import type { Steps } from './time-slice';

/** The object or list that encloses a token, and its place. */
type Frame = { keys: Set<string>; at: string } | { keys: undefined; at: number };

/** The structure and the texts of valid JSON. Numbers and literals are skipped. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;

const TOKENS_PER_STEP = 1000;

/** The maximum length of a path. A body of 10 MB can be nested millions deep. */
const MAX_PATH_LENGTH = 20;

/**
 * A fault for every duplicate key in an object of valid JSON, at most 100. `JSON.parse` keeps the last one and does not
 * report it.
 */
export function* duplicateKeyFaults(json: string): Steps<Fault[]> {
  const faults: Fault[] = [];
  const stack: Frame[] = [];
  let isKey = false;
  let count = 0;
  for (const [token] of json.matchAll(TOKENS)) {
    count += 1;
    if (count % TOKENS_PER_STEP === 0) yield;
    const frame = stack.at(-1);
    if (token === '{') stack.push({ keys: new Set(), at: '' });
    else if (token === '[') stack.push({ keys: undefined, at: 0 });
    else if (token === '}' || token === ']') stack.pop();
    else if (token === ',') {
      if (frame !== undefined && frame.keys === undefined) frame.at += 1;
    } else if (isKey && frame?.keys !== undefined && token !== ':') {
      frame.at = JSON.parse(token) as string;
      if (frame.keys.has(frame.at)) faults.push(duplicateFault(stack));
      if (faults.length === MAX_FAULTS) return faults;
      frame.keys.add(frame.at);
    }
    isKey = token === '{' || (token === ',' && stack.at(-1)?.keys !== undefined);
  }
  return faults;
}

function duplicateFault(stack: readonly Frame[]): Fault {
  const path: PathSegment[] = stack.slice(0, MAX_PATH_LENGTH).map(({ at }) => at);
  return createFault(path, { code: 'duplicate', message: 'is a duplicate: keep one of the two keys' });
}
