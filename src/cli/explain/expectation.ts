import { createFault, type NestedProblem, type Problem } from '../../validation/faults';
import { Check, IfDefined, IsFlag, IsName } from '../../validation/decorators';
import { isJsonObject } from '../../validation/json';
import { describeType, nameProblem } from '../../validation/text';
import { nestedProblems, validate } from '../../validation/validate';
import type { Fault } from '../../errors';
import { assertValid } from '../errors';
import { Locator } from '../json/locator';
import { readJson } from '../json/read-json';

/** The expected grants of a user. An omitted key is not compared; an empty list means "none". */
export interface Expectation {
  /** Whether the user owns the tenant. */
  owner?: boolean;
  /** The role in each team. */
  memberships?: Readonly<Record<string, string>>;
  caseGroups?: readonly { team: string; caseGroup: string; role: string }[];
  permissions?: readonly string[];
}

/**
 * @throws {UsageError} if the file does not exist
 * @throws {InvalidFileError} if it expects nothing that can be compared
 */
export async function readExpectation(path: string): Promise<Expectation> {
  const file = await readJson(path);
  assertValid(file);
  const { source, value, root } = file;
  const locator = root && new Locator(root);
  const faults = validateExpectation(value).map((fault) => ({
    ...fault,
    ...(locator?.find(fault) ?? { offset: 0, length: 0 }),
  }));
  assertValid({ source, faults });
  return value as Expectation;
}

class CaseGroupInput {
  @IsName(255)
  team: unknown;

  @IsName(255)
  caseGroup: unknown;

  @IsName(255)
  role: unknown;
}

class ExpectationInput implements Record<keyof Expectation, unknown> {
  @IfDefined()
  @IsFlag()
  owner: unknown;

  @IfDefined()
  @Check(roleProblems)
  memberships: unknown;

  @IfDefined()
  @Check((value) => itemProblems(value, caseGroupProblems))
  caseGroups: unknown;

  @IfDefined()
  @Check((value) => itemProblems(value, (name) => at([], nameProblem(name, 255))))
  permissions: unknown;
}

function validateExpectation(value: unknown): Fault[] {
  if (isJsonObject(value) && Object.keys(value).length === 0) {
    const message = 'expects nothing: add owner, memberships, caseGroups or permissions';
    return [createFault([], { code: 'empty', message })];
  }
  return validate(ExpectationInput, value, KEY_OPTIONS).faults;
}

const KEY_OPTIONS = { noun: 'key', listKeys: true };

/** Any key is valid, because teams may have any name. */
function roleProblems(value: unknown): Problem | NestedProblem[] {
  if (!isJsonObject(value)) {
    const message = `must be an object, the role of each team, not ${describeType(value)}`;
    return { code: 'invalid_type', message };
  }
  return Object.entries(value).flatMap(([team, role]) => at([team], nameProblem(role, 255)));
}

function caseGroupProblems(value: unknown): NestedProblem[] {
  if (isJsonObject(value)) return nestedProblems(CaseGroupInput, value, KEY_OPTIONS);
  const message = `must be { team, caseGroup, role }, not ${describeType(value)}`;
  return at([], { code: 'invalid_type', message });
}

function itemProblems(
  list: unknown,
  problemsOf: (item: unknown) => NestedProblem[],
): Problem | NestedProblem[] {
  if (!Array.isArray(list))
    return { code: 'invalid_type', message: `must be a list, not ${describeType(list)}` };
  const seen = new Set<string>();
  return list.flatMap((item: unknown, i) => {
    const problems = problemsOf(item);
    const key = JSON.stringify(item);
    if (seen.has(key)) problems.push({ at: [], code: 'duplicate', message: 'is a duplicate' });
    seen.add(key);
    return problems.map((problem) => ({ ...problem, at: [i, ...problem.at] }));
  });
}

function at(path: string[], problem: Problem | undefined): NestedProblem[] {
  return problem === undefined ? [] : [{ ...problem, at: path }];
}
