import { formatPointer } from '../validation/json-pointer';

/** How deep a pointer goes. */
const MAX_DEPTH = 3;
/** How many paths of one sign-in are listed, of how many keys of an object, and of how many items of a list. */
const MAX_PATHS = 200;
const MAX_KEYS = 50;
const MAX_ITEMS = 5;
/** The longest source that the settings take, in UTF-16 code units. */
const MAX_LENGTH = 255;

/**
 * The places in the claims of a sign-in at which groups may be, as `groupAttribute` takes them. They contain names of
 * claims and no values, except for the keys of an object, which may be the groups.
 */
export function claimPaths(attributes: Readonly<Record<string, unknown>>): string[] {
  const paths = new Set<string>();
  const add = (tokens: readonly string[], isObject = false) => {
    const [name = ''] = tokens;
    // A name reads no object, but a pointer reads its keys.
    const isName = tokens.length === 1 && !isObject && name !== '' && !name.startsWith('/');
    const path = isName ? name : formatPointer(tokens);
    if (path.length <= MAX_LENGTH && path.isWellFormed() && paths.size < MAX_PATHS) paths.add(path);
  };
  const visit = (value: unknown, tokens: readonly string[]): void => {
    if (paths.size >= MAX_PATHS) return;
    if (Array.isArray(value)) {
      if (value.every((item) => typeof item !== 'object')) return add(tokens);
      for (const item of value.slice(0, MAX_ITEMS) as unknown[]) {
        if (typeof item === 'object' && item !== null) visitKeys(item, [...tokens, '*']);
      }
    } else if (typeof value === 'object' && value !== null) {
      add(tokens, true);
      visitKeys(value, tokens);
    } else if (typeof value === 'string' && depthOf(tokens) < MAX_DEPTH) add(tokens);
  };
  const visitKeys = (object: object, tokens: readonly string[]) => {
    if (depthOf(tokens) >= MAX_DEPTH) return;
    for (const [key, value] of Object.entries(object).slice(0, MAX_KEYS)) visit(value, [...tokens, key]);
  };
  visitKeys(attributes, []);
  return [...paths];
}

function depthOf(tokens: readonly string[]): number {
  return tokens.filter((token) => token !== '*').length;
}
