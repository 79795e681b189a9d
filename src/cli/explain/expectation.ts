import type { Fault } from '../../errors';
import { describeType, nameProblem } from '../../validation/text';
import { didYouMean, closest } from '../../validation/suggest';
import { isJsonObject, type JsonObject } from '../../validation/json';
import { assertValid } from '../errors';
import { ANY_KEYS, Locator, type KeySchema } from '../json/locator';
import { readJson } from '../json/read-json';

/** What a test says that somebody gets. What is left out is not compared; an empty list is "none". */
export interface Expectation {
  /** Whether the person owns the tenant. */
  owner?: boolean;
  /** The role in each team. */
  memberships?: Readonly<Record<string, string>>;
  caseGroups?: readonly { team: string; caseGroup: string; role: string }[];
  permissions?: readonly string[];
}

/**
 * @throws {UsageError} when there is no such file
 * @throws {InvalidFileError} when it expects nothing that can be compared
 */
export async function readExpectation(path: string): Promise<Expectation> {
  const file = await readJson(path);
  assertValid(file);
  const { source, value, root } = file;
  const locator = root && new Locator(root, EXPECTATION_KEY_SCHEMA);
  const faults = validateExpectation(value).map((fault) => ({
    ...fault,
    ...(locator?.find(fault.path) ?? { offset: 0, length: 0 }),
  }));
  assertValid({ source, faults });
  return value as Expectation;
}

const VALIDATORS: Record<keyof Expectation, (value: unknown) => Fault[]> = {
  owner: (value) =>
    typeof value === 'boolean'
      ? []
      : [{ path: 'owner', message: `must be true or false, not ${describeType(value)}` }],
  memberships: (value) => {
    if (!isJsonObject(value)) {
      return [
        {
          path: 'memberships',
          message: `must be an object, the role of each team, not ${describeType(value)}`,
        },
      ];
    }
    return Object.entries(value).flatMap(([team, role]) =>
      toFaults(`memberships.${team}`, nameProblem(role, 255)),
    );
  },
  caseGroups: (value) =>
    validateList('caseGroups', value, (entry, path) => {
      if (!isJsonObject(entry))
        return [{ path, message: `must be { team, caseGroup, role }, not ${describeType(entry)}` }];
      return [
        ...unknownKeyFaults(entry, CASE_GROUP_KEYS, `${path}.`),
        ...CASE_GROUP_KEYS.flatMap((key) => toFaults(`${path}.${key}`, nameProblem(entry[key], 255))),
      ];
    }),
  permissions: (value) =>
    validateList('permissions', value, (name, path) => toFaults(path, nameProblem(name, 255))),
};

const CASE_GROUP_KEYS = ['team', 'caseGroup', 'role'];
const CASE_GROUP_KEY_SCHEMA: KeySchema = { ...ANY_KEYS, isKnown: (name) => CASE_GROUP_KEYS.includes(name) };

/** Teams may be called anything; all other keys are known. */
const EXPECTATION_KEY_SCHEMA: KeySchema = {
  ...ANY_KEYS,
  isKnown: (name) => Object.hasOwn(VALIDATORS, name),
  child: (name) => (name === 'caseGroups' ? CASE_GROUP_KEY_SCHEMA : ANY_KEYS),
};

function validateExpectation(value: unknown): Fault[] {
  const keys = Object.keys(VALIDATORS);
  if (!isJsonObject(value)) {
    return [{ path: '', message: `must be an object with ${keys.join(', ')}, not ${describeType(value)}` }];
  }
  if (Object.keys(value).length === 0) {
    return [{ path: '', message: `expects nothing: give it some of ${keys.join(', ')}` }];
  }
  return [
    ...unknownKeyFaults(value, keys, ''),
    ...Object.entries(VALIDATORS).flatMap(([key, validate]) =>
      Object.hasOwn(value, key) ? validate(value[key]) : [],
    ),
  ];
}

function validateList(
  path: string,
  list: unknown,
  validate: (item: unknown, path: string) => Fault[],
): Fault[] {
  if (!Array.isArray(list)) return [{ path, message: `must be a list, not ${describeType(list)}` }];
  const seen = new Set<string>();
  return list.flatMap((item: unknown, i) => {
    const faults = validate(item, `${path}[${i}]`);
    const key = JSON.stringify(item);
    if (seen.has(key)) faults.push({ path: `${path}[${i}]`, message: 'is there twice' });
    seen.add(key);
    return faults;
  });
}

function unknownKeyFaults(object: JsonObject, knownKeys: readonly string[], prefix: string): Fault[] {
  return Object.keys(object)
    .filter((key) => !knownKeys.includes(key))
    .map((key) => ({
      path: `${prefix}${key}`,
      message: `is no known key${didYouMean(closest(key, knownKeys))} (known: ${knownKeys.join(', ')})`,
    }));
}

function toFaults(path: string, message: string | undefined): Fault[] {
  return message === undefined ? [] : [{ path, message }];
}
