import { firstCommonName } from './distinguished-name';

/**
 * In which form the groups come, if it is not one value for each group. What is set applies in the order `json`, `split`,
 * `dn`.
 *
 * A user who can create a group at the provider may give it a name that contains the name of another group, and so imitate
 * a part (`split`, `json`) or a common name (`dn`). Use them only where administrators create the groups.
 */
export interface GroupFormat {
  /**
   * Whether a value may be a list in JSON, `'["a","b"]'`, or the same without quotation marks, `'[a, b]'` (Cognito). Other
   * values stay as they are.
   *
   * @default false
   */
  json?: boolean;
  /**
   * What separates several groups in one value, 1 to 10 characters, such as `';'`. Whitespace around each group is removed.
   *
   * @default none
   */
  split?: string;
  /**
   * `'cn'`: a distinguished name (RFC 4514) counts as its first common name, `Admins` for `CN=Admins,OU=Groups,DC=example`.
   * Other values stay as they are, and a distinguished name that the mapping names counts as well.
   *
   * @default none
   */
  dn?: 'cn';
}

/** Whether one value may have several groups in it. */
export function mayHoldSeveral({ json = false, split }: GroupFormat): boolean {
  return json || split !== undefined;
}

/**
 * Turns values into the names of groups.
 *
 * @param isMapped whether the mapping names a group
 */
export function applyGroupFormat(
  values: readonly string[],
  { json = false, split, dn }: GroupFormat,
  isMapped: (name: string) => boolean,
): { names: string[] } | { problem: string } {
  let names: string[] = [];
  for (const value of values) {
    const items = json ? parseList(value) : [value];
    if (items === undefined) return { problem: 'a list in JSON that is not one of names' };
    for (const item of items) names.push(item);
  }
  if (split !== undefined) names = names.flatMap((name) => name.split(split).map((part) => part.trim()));
  if (dn === 'cn') names = names.flatMap((name) => commonNames(name, isMapped));
  return { names: names.filter((name) => name !== '') };
}

/** The items of a value that is a list in JSON or in brackets, or else the value; `undefined` for a list of other things. */
function parseList(value: string): readonly string[] | undefined {
  const text = value.trim();
  if (!text.startsWith('[') || !text.endsWith(']')) return [value];
  try {
    const list = JSON.parse(text) as unknown[];
    if (list.every((item) => typeof item === 'string')) return list;
  } catch {
    // Not JSON, so it may be a list without quotation marks.
  }
  const inner = text.slice(1, -1);
  // With these in it, a list without quotation marks has more than one reading.
  if (/["[\]{}]/.test(inner)) return undefined;
  return inner.split(',').map((item) => item.trim());
}

function commonNames(name: string, isMapped: (name: string) => boolean): string[] {
  const commonName = firstCommonName(name);
  if (commonName === undefined) return [name];
  return isMapped(name) ? [commonName, name] : [commonName];
}
