import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { MAX_FAULTS, type Fault, type FaultCode, type PathSegment } from '../errors';
import { Check, type CheckContext } from './decorators';
import { createFault, unknownKeyProblem, type NestedProblem } from './faults';
import { isJsonObject, type JsonObject } from './json';
import { describeType } from './text';

export type InputClass<T extends object = object> = new () => T;

export interface ValidateOptions {
  /** The noun for a key in messages: "is not a known option". */
  noun?: string;
  /** Whether the message about an unknown key lists the known ones. */
  listKeys?: boolean;
  /** Whether unknown keys are ignored, as for a form that sends additional fields. */
  ignoreUnknownKeys?: boolean;
}

/** An input as an instance of its class, with all its faults. */
export interface Validated<T> {
  instance: T;
  faults: Fault[];
}

/** Validates an input with the decorators of a class. The known keys are the properties with a decorator. */
export function validate<T extends object>(
  Class: InputClass<T>,
  input: unknown,
  options: ValidateOptions = {},
): Validated<T> {
  if (isJsonObject(input)) return validateObject(Class, input, options);
  const message = `must be an object with ${knownKeysOf(Class).join(', ')}, not ${describeType(input)}`;
  return { instance: new Class(), faults: [createFault([], { code: 'invalid_type', message })] };
}

/** An object inside an input, with a class of its own. */
export function IsNested(Class: InputClass, options: ValidateOptions = {}): PropertyDecorator {
  return Check((value) => nestedProblems(Class, value, options));
}

/** The faults of a value inside an input, as a decorator reports them. */
export function nestedProblems(
  Class: InputClass,
  value: unknown,
  options: ValidateOptions = {},
): NestedProblem[] {
  return validate(Class, value, options).faults.map((fault) => ({ ...fault, at: fault.segments }));
}

function validateObject<T extends object>(
  Class: InputClass<T>,
  input: JsonObject,
  { noun = 'key', listKeys = false, ignoreUnknownKeys = false }: ValidateOptions,
): Validated<T> {
  const knownKeys = knownKeysOf(Class);
  const instance = new Class();
  // Only known keys are copied, so `__proto__` cannot be among them.
  for (const key of knownKeys) {
    const value = input[key];
    // A list is copied without its holes, which every check would skip, and which are null in JSON.
    if (value !== undefined)
      Object.assign(instance, { [key]: Array.isArray(value) ? Array.from(value) : value });
  }
  // The whitelist of class-validator would treat `constructor` and `__proto__` as known.
  const unknownKeys = ignoreUnknownKeys ? [] : Object.keys(input).filter((key) => !knownKeys.includes(key));
  const known = listKeys ? ` (known: ${knownKeys.join(', ')})` : '';
  const keyFaults = unknownKeys.slice(0, MAX_FAULTS).map((key) => {
    const problem = unknownKeyProblem(key, knownKeys, noun);
    return createFault([key], { ...problem, message: problem.message + known });
  });
  // A fault for each of a million keys would take seconds, and more memory than the input.
  const unlisted = unknownKeys.length - keyFaults.length;
  if (unlisted > 0) {
    const message = `has ${unlisted} more unknown keys`;
    keyFaults.push(createFault([], { code: 'unknown_key', message }));
  }
  const valueFaults = validateSync(instance, VALIDATOR_OPTIONS).flatMap((error) => toFaults(error));
  return { instance, faults: [...keyFaults, ...valueFaults] };
}

/** A class may have no keys: its input must be empty. */
const VALIDATOR_OPTIONS = { stopAtFirstError: true, forbidUnknownValues: false };

/** The only adapter from class-validator's errors to faults. */
export function toFaults(error: ValidationError, parent: readonly PathSegment[] = []): Fault[] {
  const { property, target = {}, constraints = {}, contexts = {}, children = [] } = error;
  const value: unknown = error.value;
  const segments = [...parent, Array.isArray(target) ? Number(property) : property];
  const own = Object.entries(constraints).flatMap(([name, message]) => {
    const context = contexts[name] as Partial<CheckContext> | undefined;
    const found = context?.findProblems?.(value, target);
    if (found === undefined) return [createFault(segments, { code: codeOf(name, value), message })];
    const problems = Array.isArray(found)
      ? (found as NestedProblem[])
      : [{ ...found, at: [] } as NestedProblem];
    return problems.map((problem) => createFault([...segments, ...problem.at], problem));
  });
  return [...own, ...children.flatMap((child) => toFaults(child, segments))];
}

function codeOf(constraint: string, value: unknown): FaultCode {
  if (value === undefined) return 'required';
  return CODES.get(constraint) ?? 'invalid_value';
}

/** The fault codes of class-validator's own decorators. */
const CODES = new Map<string, FaultCode>([
  ['arrayNotEmpty', 'empty'],
  ['arrayUnique', 'duplicate'],
  ['isArray', 'invalid_type'],
  ['isBoolean', 'invalid_type'],
  ['isInt', 'invalid_type'],
  ['isNotEmpty', 'empty'],
  ['isNumber', 'invalid_type'],
  ['isObject', 'invalid_type'],
  ['isString', 'invalid_type'],
  ['maxLength', 'too_long'],
  ['minLength', 'too_short'],
]);

const knownKeys = new WeakMap<InputClass, readonly string[]>();

function knownKeysOf(Class: InputClass): readonly string[] {
  let keys = knownKeys.get(Class);
  if (keys === undefined) {
    const metadata = getMetadataStorage().getTargetValidationMetadatas(Class, '', false, false);
    keys = [...new Set(metadata.map(({ propertyName }) => propertyName))];
    knownKeys.set(Class, keys);
  }
  return keys;
}
