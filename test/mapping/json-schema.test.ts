import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import fc from 'fast-check';
import { mappingSchema } from '../../src/mapping/json-schema';
import { parseMapping } from '../../src/mapping/parse';
import { MAPPING } from '../support/harness/harness';
import { runCli } from '../support/processes/cli';

const ROLES = ['TEAM_ADMIN', 'EDITOR', 'VIEWER'];
const PERMISSIONS = ['AUDIT_LOG_READ'];
const isValid = new Ajv2020({ allErrors: true }).compile(
  mappingSchema({ roles: ROLES, permissions: PERMISSIONS }),
);

function isAccepted(document: unknown): boolean {
  try {
    parseMapping(document, { roles: ROLES, permissions: PERMISSIONS });
    return true;
  } catch {
    return false;
  }
}

test('the file in the package equals the output of the command', async () => {
  const { out } = await runCli(['schema']);
  const file = readFileSync(path.resolve(__dirname, '../../mapping.schema.json'), 'utf8');
  expect(JSON.parse(out)).toEqual(JSON.parse(file));
});

test('the schema takes the document of the specification', () => {
  expect(isValid(MAPPING)).toBe(true);
});

/** Names of every kind: right, of the wrong type, empty, at the limit and over it, in characters of two units. */
const name = (limit: number) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }) },
    fc.constantFrom(
      '',
      '__proto__',
      'constructor',
      ' ',
      'a\nb',
      '\u202E',
      'x'.repeat(limit),
      '😀'.repeat(limit),
    ),
    fc.constantFrom('x'.repeat(limit + 1), '😀'.repeat(limit + 1), '\ud800', 'a\0b'),
    fc.constantFrom<unknown>(null, 7, true, [], {}),
  );
const chosen = (names: string[]) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...names) },
    fc.constantFrom<unknown>('editor', '', 7, null),
  );
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => ({ arbitrary, weight: 20 });
const unknownKey = fc.constantFrom('extra', 'group', '__proto__', 'toString');

/** An object that mostly has the keys it should, and now and then lacks one or has another. */
function object(shape: Record<string, fc.Arbitrary<unknown>>, required: string[]): fc.Arbitrary<unknown> {
  const right = fc.record(shape, { requiredKeys: required });
  return fc.oneof(
    maybe(right),
    fc.record(shape, { requiredKeys: [] }),
    fc
      .tuple(right, unknownKey)
      .map(([given, key]) => Object.fromEntries([...Object.entries(given), [key, 'x']])),
    fc.constantFrom<unknown>(null, 'text', [], 7),
  );
}

const prefix = fc.oneof(
  { weight: 12, arbitrary: fc.string({ minLength: 3, maxLength: 8, unit: 'grapheme' }) },
  fc.constantFrom<unknown>('', 'ab', '👩', '👩‍🚒', 'x'.repeat(1024), 'x'.repeat(1025), null, 7),
);
const common = { provider: name(128), label: name(255) };
const team = { team_name: name(255), case_group_name: name(255), role_name: chosen(ROLES) };
const groupName = { group_name: name(1024) };
const eitherGroup = (shape: Record<string, fc.Arbitrary<unknown>>, required: string[]) =>
  fc.oneof(
    maybe(object({ ...groupName, ...shape }, ['group_name', ...required])),
    maybe(object({ group_prefix: prefix, ...shape }, ['group_prefix', ...required])),
    object({ ...groupName, group_prefix: prefix, ...shape }, required),
  );
const entry = eitherGroup({ ...team, ...common }, ['team_name', 'role_name']);
const everyoneEntry = object({ ...team, ...common }, ['team_name', 'role_name']);
const permission = eitherGroup({ permission_name: chosen(PERMISSIONS), ...common }, ['permission_name']);
const list = (item: fc.Arbitrary<unknown>) =>
  fc.oneof(maybe(fc.array(item, { maxLength: 3 })), fc.constantFrom<unknown>(null, {}, 'A'));
const owners = { tenant_owners_groups: list(name(1024)), tenant_permission: list(permission) };
const document = fc.oneof(
  maybe(object({ ...owners, mappings: list(entry) }, ['mappings'])),
  object({ ...owners, mappings: list(entry), everyone: list(everyoneEntry) }, ['everyone']),
);

test('schema and library agree about every document', () => {
  const verdicts = { right: 0, wrong: 0 };
  fc.assert(
    fc.property(document, (given) => {
      // As an editor or a program would have it: from JSON.
      const json: unknown = JSON.parse(JSON.stringify(given));
      const accepted = isAccepted(json);
      verdicts[accepted ? 'right' : 'wrong'] += 1;
      expect(isValid(json)).toBe(accepted);
    }),
    { numRuns: 5_000 },
  );
  expect(Math.min(verdicts.right, verdicts.wrong)).toBeGreaterThan(250);
});
