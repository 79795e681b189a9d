import type { Fault } from '../../errors';
import { kindOf, nameProblem } from '../../mapping/document';
import { didYouMean, nearest } from '../../mapping/nearest';
import { isJsonObject, type JsonObject } from '../../mapping/older-spellings';
import { assertRight } from '../exit';
import { ANY, Locator, type Shape } from '../json/locator';
import { readJson } from '../json/read-json';

/** What a test says that somebody gets. What is left out is not compared; an empty list is "none". */
export interface Expected {
  /** Whether the person owns the tenant. */
  owner?: boolean;
  /** The role in each team. */
  memberships?: Readonly<Record<string, string>>;
  caseGroups?: readonly { team: string; caseGroup: string; role: string }[];
  permissions?: readonly string[];
}

/**
 * @throws {WrongUse} when there is no such file
 * @throws {FaultyInput} when it expects nothing that can be compared
 */
export async function readExpected(path: string): Promise<Expected> {
  const file = await readJson(path);
  assertRight(file);
  const { source, value, root } = file;
  const locator = root && new Locator(root, SHAPE);
  const faults = faultsOf(value).map((fault) => ({
    ...fault,
    ...(locator?.find(fault.path) ?? { offset: 0, length: 0 }),
  }));
  assertRight({ source, faults });
  return value as Expected;
}

const CHECKS: Record<keyof Expected, (value: unknown) => Fault[]> = {
  owner: (value) =>
    typeof value === 'boolean'
      ? []
      : [{ path: 'owner', message: `must be true or false, not ${kindOf(value)}` }],
  memberships: (value) => {
    if (!isJsonObject(value)) {
      return [
        { path: 'memberships', message: `must be an object, the role of each team, not ${kindOf(value)}` },
      ];
    }
    return Object.entries(value).flatMap(([team, role]) =>
      problem(`memberships.${team}`, nameProblem(role, 255)),
    );
  },
  caseGroups: (value) =>
    each('caseGroups', value, (entry, path) => {
      if (!isJsonObject(entry))
        return [{ path, message: `must be { team, caseGroup, role }, not ${kindOf(entry)}` }];
      return [
        ...unknownKeys(entry, CASE_GROUP_KEYS, `${path}.`),
        ...CASE_GROUP_KEYS.flatMap((key) => problem(`${path}.${key}`, nameProblem(entry[key], 255))),
      ];
    }),
  permissions: (value) => each('permissions', value, (name, path) => problem(path, nameProblem(name, 255))),
};

const CASE_GROUP_KEYS = ['team', 'caseGroup', 'role'];
const CASE_GROUP: Shape = { ...ANY, isKnown: (name) => CASE_GROUP_KEYS.includes(name) };

/** Teams may be called anything; all other keys are known. */
const SHAPE: Shape = {
  ...ANY,
  isKnown: (name) => Object.hasOwn(CHECKS, name),
  within: (name) => (name === 'caseGroups' ? CASE_GROUP : ANY),
};

function faultsOf(value: unknown): Fault[] {
  const keys = Object.keys(CHECKS);
  if (!isJsonObject(value)) {
    return [{ path: '', message: `must be an object with ${keys.join(', ')}, not ${kindOf(value)}` }];
  }
  if (Object.keys(value).length === 0) {
    return [{ path: '', message: `expects nothing: give it some of ${keys.join(', ')}` }];
  }
  return [
    ...unknownKeys(value, keys, ''),
    ...Object.entries(CHECKS).flatMap(([key, check]) => (Object.hasOwn(value, key) ? check(value[key]) : [])),
  ];
}

function each(path: string, list: unknown, check: (item: unknown, path: string) => Fault[]): Fault[] {
  if (!Array.isArray(list)) return [{ path, message: `must be a list, not ${kindOf(list)}` }];
  const seen = new Set<string>();
  return list.flatMap((item: unknown, i) => {
    const faults = check(item, `${path}[${i}]`);
    const key = JSON.stringify(item);
    if (seen.has(key)) faults.push({ path: `${path}[${i}]`, message: 'is there twice' });
    seen.add(key);
    return faults;
  });
}

function unknownKeys(object: JsonObject, known: readonly string[], prefix: string): Fault[] {
  return Object.keys(object)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      path: `${prefix}${key}`,
      message: `is no known key${didYouMean(nearest(key, known))} (known: ${known.join(', ')})`,
    }));
}

function problem(path: string, message: string | undefined): Fault[] {
  return message === undefined ? [] : [{ path, message }];
}
