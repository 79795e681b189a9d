import fc from 'fast-check';
import type { GroupFormat } from '../../src/identity/group-format';
import { readGroups } from '../../src/identity/groups';
import { identity } from '../support/fixtures/identity';

/**
 * Groups are put into claims of a random structure, in a random form. The oracle knows them, because it has put them there;
 * it does not read the claims.
 */

/** Names without anything that a format gives a meaning to. */
const plainName = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 _.~/*-]{0,11}[A-Za-z0-9]$/);
const key = fc.oneof(
  plainName,
  fc.constantFrom('', '~', '/', 'a/b', '~1', '*', '0', '__proto__', 'constructor'),
);

interface Placed {
  /** What stands at this place of the claims. */
  value: unknown;
  /** The tokens from here to the groups. */
  tokens: string[];
  groups: string[];
}

const FORMATS: readonly (GroupFormat | undefined)[] = [
  undefined,
  { json: true },
  { split: ';' },
  { split: ', ' },
  { dn: 'cn' },
  { json: true, split: ';' },
  { split: ';', dn: 'cn' },
  { json: true, split: ';', dn: 'cn' },
];

/** Groups at the end of a pointer, in the form that the format reads. */
function endOf(format: GroupFormat | undefined): fc.Arbitrary<Placed> {
  const groups = fc.uniqueArray(plainName, { maxLength: 6 });
  const encoded = fc.tuple(groups, fc.boolean()).map(([names, unquoted]): Placed => {
    const written =
      format?.dn === 'cn' ? names.map((name, i) => (i % 2 ? name : `CN=${name},OU=x\\,y,DC=z`)) : names;
    const values = joined(written, format, unquoted);
    return { value: values.length === 1 ? values[0] : values, tokens: [], groups: names };
  });
  if (format !== undefined) return encoded;
  const asKeys = groups.map((names): Placed => {
    const value = Object.fromEntries(names.map((name) => [name, { org: 'x' }]));
    return { value, tokens: [], groups: Object.keys(value) };
  });
  return fc.oneof(encoded, asKeys);
}

function joined(names: readonly string[], format: GroupFormat | undefined, unquoted: boolean): string[] {
  let values = [...names];
  if (format?.split !== undefined && values.length > 0) values = [values.join(` ${format.split} `)];
  if (format?.json !== true) return values;
  const isUnambiguous = unquoted && values.every((value) => !/[,"[\]{}]/.test(value));
  return [isUnambiguous && values.length > 0 ? `[${values.join(', ')}]` : JSON.stringify(values)];
}

/** The same inside of objects and lists. */
function nestedIn(inner: fc.Arbitrary<Placed>): fc.Arbitrary<Placed> {
  const inObject = fc
    .tuple(inner, key, fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }))
    .map(([{ value, tokens, groups }, name, others]): Placed => {
      const entries = Object.entries(others).filter(([other]) => other !== name);
      return { value: Object.fromEntries([...entries, [name, value]]), tokens: [name, ...tokens], groups };
    });
  const atIndex = fc
    .tuple(inner, fc.array(fc.jsonValue(), { maxLength: 3 }))
    .map(([{ value, tokens, groups }, before]): Placed => ({
      value: [...before, value],
      tokens: [String(before.length), ...tokens],
      groups,
    }));
  // Without a branch of its own, every item has the same structure and other groups.
  const inEachItem = fc.tuple(inner, fc.nat(3)).map(([{ value, tokens, groups }, copies]): Placed => ({
    value: Array.from({ length: copies + 1 }, () => value),
    tokens: ['*', ...tokens],
    groups,
  }));
  return fc.oneof(inObject, atIndex, inEachItem);
}

const placed = fc.constantFrom(...FORMATS).chain((format) => {
  let place: fc.Arbitrary<Placed> = endOf(format);
  const depths = [place];
  for (let depth = 0; depth < 3; depth++) depths.push((place = nestedIn(place)));
  return fc.tuple(fc.oneof(...depths), key).map(([inner, claim]) => ({ ...inner, claim, format }));
});

const pointer = (tokens: readonly string[]) =>
  tokens.map((token) => '/' + token.replace(/[~/]/g, (special) => (special === '~' ? '~0' : '~1'))).join('');

function read(
  claims: Record<string, unknown>,
  source: string | string[],
  groupFormat: GroupFormat | undefined,
) {
  return readGroups(identity('ada', undefined, { attributes: claims }), source, { groupFormat });
}

test('a pointer to groups that were put into claims reads those groups', () => {
  fc.assert(
    fc.property(placed, ({ claim, value, tokens, groups, format }) => {
      const claims = Object.fromEntries([[claim, value]]);
      const result = read(claims, pointer([claim, ...tokens]), format);
      const expected = [...new Set(groups)].sort();
      if (expected.length === 0) expect(result).toEqual({ state: 'empty' });
      else
        expect({ ...result, names: [...('names' in result ? (result.names ?? []) : [])].sort() }).toEqual({
          state: 'present',
          names: expected,
        });
    }),
    { numRuns: 2000 },
  );
});

test('several sources are the union of each, and those that are missing are named', () => {
  const sources = fc.uniqueArray(
    fc.tuple(plainName, fc.option(fc.uniqueArray(plainName, { maxLength: 4 }))),
    {
      minLength: 2,
      maxLength: 5,
      selector: ([name]) => name,
    },
  );
  fc.assert(
    fc.property(sources, (list) => {
      const sent = list.filter(([, groups]) => groups !== null);
      const claims = Object.fromEntries(sent.filter(([name]) => !name.startsWith('/')));
      const result = read(
        claims,
        list.map(([name]) => name),
        undefined,
      );
      const missing = list.filter(([, groups]) => groups === null).map(([name]) => name);
      const union = [...new Set(sent.flatMap(([, groups]) => groups ?? []))].sort();
      const state = sent.length === 0 ? 'absent' : union.length === 0 ? 'empty' : 'present';
      expect(result.state).toBe(state);
      if (result.state === 'present') expect([...result.names].sort()).toEqual(union);
      if (result.state === 'present' || result.state === 'empty')
        expect(result.missing ?? []).toEqual(missing);
    }),
    { numRuns: 500 },
  );
});

test('no claims and no pointer make it throw, or yield anything but names', () => {
  const anyPointer = fc.array(fc.oneof(key, fc.constant('*')), { minLength: 1, maxLength: 4 }).map(pointer);
  fc.assert(
    fc.property(
      fc.dictionary(key, fc.jsonValue({ maxDepth: 4 })),
      anyPointer,
      fc.constantFrom(...FORMATS),
      (claims, source, format) => {
        const result = read(claims, source, format);
        if (result.state !== 'present') return;
        for (const name of result.names) expect(typeof name === 'string' && name !== '').toBe(true);
      },
    ),
    { numRuns: 2000 },
  );
});
