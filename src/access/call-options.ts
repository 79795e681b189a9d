import { actorProblem } from '../audit/actor';
import { InvalidInputError } from '../errors';
import { parseDuration, type Duration } from '../validation/duration';
import { createFault, unknownKeyProblem, type Problem } from '../validation/faults';
import { isJsonObject } from '../validation/json';
import { describeType, nameProblem } from '../validation/text';

/** The maximum number of characters of each option. A reason is stored in the audit log. */
const LIMITS: Readonly<Record<string, number>> = {
  userId: 128,
  tenant: 128,
  provider: 128,
  subject: 1024,
  issuer: 1024,
  reason: 1000,
};

/**
 * Checks the options of a call about a user or a tenant.
 *
 * @param subject the beginning of the message: the call that cannot be executed
 * @throws {InvalidInputError} `options_invalid`
 */
export function validateCallOptions(
  options: unknown,
  subject: string,
  { required, optional }: { required: readonly string[]; optional: readonly string[] },
): void {
  if (!isJsonObject(options)) {
    const message = `must be an object, not ${describeType(options)}`;
    throw new InvalidInputError('options_invalid', subject, [
      createFault([], { code: 'invalid_type', message }),
    ]);
  }
  const known = [...required, ...optional];
  // An unknown option is a fault: with a misspelled `userId` all users of the tenant would lose their sessions.
  const unknownKeys = Object.keys(options).filter((key) => !known.includes(key));
  const faults = unknownKeys.map((key) => createFault([key], unknownKeyProblem(key, known, 'option')));
  for (const key of known) {
    const value = options[key];
    if (value === undefined && optional.includes(key)) continue;
    const problem = optionProblem(key, value);
    if (problem !== undefined) faults.push(createFault([key], problem));
  }
  if (faults.length > 0) throw new InvalidInputError('options_invalid', subject, faults);
}

function optionProblem(key: string, value: unknown): Problem | undefined {
  if (key === 'actor') return actorProblem(value);
  return key === 'since' ? sinceProblem(value) : nameProblem(value, LIMITS[key]!);
}

const DAY_MS = 24 * 60 * 60_000;

/** A short time would make every user dormant. */
function sinceProblem(value: unknown): Problem | undefined {
  if (value === undefined) return { code: 'required', message: 'is missing' };
  const since = parseDuration(value as Duration);
  if (since !== undefined && since >= DAY_MS && since <= MAX_DAYS * DAY_MS) return undefined;
  const message = `must be a length of time such as '90d', from 1 day to ${MAX_DAYS} days`;
  return { code: 'invalid_value', message };
}

const MAX_DAYS = 36_500;
