import { Allow } from 'class-validator';
import { actorProblem } from '../audit/actor';
import { InvalidInputError } from '../errors';
import { MAX_ADOPTION_MS } from '../store/adoptions';
import { Check, IfDefined, IsFlag, IsName, IsOneOf } from '../validation/decorators';
import { createFault, type Problem } from '../validation/faults';
import { validate } from '../validation/validate';
import type { RehearseOptions, StartAdoptionOptions, StopAdoptionOptions } from './adoption-api';

class RulesInput {
  /** Checked where every tenant is, with an error of its own. */
  @Allow()
  tenant: unknown;

  @IsName(128)
  provider: unknown;

  @IfDefined()
  @IsName(128)
  from: unknown;

  @IsOneOf('email')
  match: unknown;

  @IfDefined()
  @IsFlag()
  includeOwners: unknown;
}

class StartInput extends RulesInput implements Record<keyof StartAdoptionOptions, unknown> {
  @Check(untilProblem)
  until: unknown;

  @Check(actorProblem)
  actor: unknown;
}

class RehearseInput extends RulesInput implements Record<keyof RehearseOptions, unknown> {
  @Allow()
  identities: unknown;

  @Check(domainsProblem)
  emailDomains: unknown;
}

class StopInput implements Record<keyof StopAdoptionOptions, unknown> {
  @Allow()
  tenant: unknown;

  @IsName(128)
  provider: unknown;

  @IfDefined()
  @IsFlag()
  unlinkFrom: unknown;

  @Check(actorProblem)
  actor: unknown;
}

/** @throws {InvalidInputError} `options_invalid` */
export function validateStart(options: unknown): void {
  throwFaults(StartInput, options, 'The adoption cannot be started');
}

/** @throws {InvalidInputError} `options_invalid` */
export function validateStop(options: unknown): void {
  throwFaults(StopInput, options, 'The adoption cannot be stopped');
}

/** @throws {InvalidInputError} `options_invalid` */
export function validateRehearsal(options: unknown): void {
  throwFaults(RehearseInput, options, 'The adoption cannot be rehearsed');
}

function throwFaults(input: new () => object, options: unknown, subject: string): void {
  const { instance, faults } = validate(input, options);
  const { provider, from } = instance as Partial<RulesInput>;
  if (from !== undefined && from === provider) {
    faults.push(createFault(['from'], { code: 'conflict', message: 'must be another provider' }));
  }
  if (faults.length > 0) throw new InvalidInputError('options_invalid', subject, faults);
}

function untilProblem(value: unknown): Problem | undefined {
  if (!(value instanceof Date) || Number.isNaN(value.getTime()))
    return { code: 'invalid_type', message: 'must be a valid Date' };
  const fromNow = value.getTime() - Date.now();
  if (fromNow <= 0) return { code: 'invalid_value', message: 'must be in the future' };
  return fromNow > MAX_ADOPTION_MS
    ? { code: 'invalid_value', message: 'must be at most 90 days from now' }
    : undefined;
}

function domainsProblem(value: unknown): Problem | undefined {
  const isList = Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string');
  return isList ? undefined : { code: 'invalid_type', message: 'must be a list of domains, as in jit.wrap' };
}
