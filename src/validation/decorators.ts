import { registerDecorator, ValidateIf, type ValidationArguments } from 'class-validator';
import { parseDuration } from './duration';
import type { NestedProblem, Problem } from './faults';
import { closest } from './suggest';
import { describeType, nameProblem } from './text';

/** Finds the problems of a value, or of values inside it. */
export type ProblemFinder = (
  value: unknown,
  object: object,
) => Problem | readonly NestedProblem[] | undefined;

/** The context in which `toFaults` finds the problems that a decorator of this file reports. */
export interface CheckContext {
  findProblems: ProblemFinder;
}

/** A decorator of class-validator whose messages have a code, a suggestion and a place inside the value. */
export function Check(findProblems: ProblemFinder): PropertyDecorator {
  const context: CheckContext = { findProblems };
  return (target, propertyName) => {
    registerDecorator({
      name: 'check',
      target: target.constructor,
      propertyName: propertyName as string,
      options: { context, message: 'is invalid' },
      validator: {
        validate(value: unknown, args?: ValidationArguments) {
          const found = findProblems(value, args?.object ?? {});
          return found === undefined || (Array.isArray(found) && found.length === 0);
        },
      },
    });
  };
}

/**
 * Unlike `IsOptional` of class-validator, this decorator does not accept `null`, which may have a meaning of its own.
 */
export function IfDefined(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

export function IfPresent(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined && value !== null);
}

/** Text of 1 to `limit` characters that every database can store. */
export function IsName(limit: number): PropertyDecorator {
  return Check((value) => nameProblem(value, limit));
}

/** `true` or `false`. A form sends "false", which is truthy in JavaScript. */
export function IsFlag(): PropertyDecorator {
  return Check((value) => {
    if (typeof value === 'boolean') return undefined;
    return { code: 'invalid_type', message: `must be true or false, not ${describeType(value)}` };
  });
}

export function IsFunction(): PropertyDecorator {
  return Check((value) =>
    typeof value === 'function' ? undefined : { code: 'invalid_type', message: 'must be a function' },
  );
}

export function IsOneOf(...choices: readonly (string | boolean)[]): PropertyDecorator {
  const list = choices.map((choice) => JSON.stringify(choice)).join(' or ');
  const strings = choices.filter((choice) => typeof choice === 'string');
  return Check((value) => {
    if (choices.includes(value as string)) return undefined;
    const suggestion = typeof value === 'string' ? closest(value, strings) : undefined;
    const problem: Problem = { code: 'invalid_value', message: `must be ${list}` };
    return suggestion === undefined ? problem : { ...problem, suggestion };
  });
}

/** A duration, as the package `ms` parses it. */
export function IsDuration(limit: { max: number; message: string } = NO_LIMIT): PropertyDecorator {
  return Check((value) => {
    const milliseconds = parseDuration(value as string);
    if (milliseconds === undefined) {
      const message = `must be a length of time such as '8h', not ${JSON.stringify(value)}`;
      return { code: 'invalid_value', message };
    }
    return milliseconds > limit.max ? { code: 'invalid_value', message: limit.message } : undefined;
  });
}

const NO_LIMIT = { max: Infinity, message: '' };

/** A list of non-empty texts without duplicates. */
export function IsNameList({ min = 0 } = {}): PropertyDecorator {
  return Check((list) => nameListProblem(list, min));
}

export function nameListProblem(list: unknown, min = 0): Problem | undefined {
  if (!Array.isArray(list)) return { code: 'invalid_type', message: 'must be a list of names' };
  if (!list.every((name) => typeof name === 'string' && name !== ''))
    return { code: 'invalid_value', message: 'must be a list of names' };
  if (list.length < min) return { code: 'empty', message: 'must not be empty' };
  if (new Set(list).size < list.length) return { code: 'duplicate', message: 'contains a duplicate' };
  return undefined;
}
