import { Allow } from 'class-validator';
import { actorProblem } from '../audit/actor';
import { InvalidInputError } from '../errors';
import { Check, IfDefined } from '../validation/decorators';
import { validate, type InputClass } from '../validation/validate';

/** Codes of dangers that the caller accepts. */
export function IsConfirmation(): PropertyDecorator {
  return Check((value) => {
    if (Array.isArray(value) && value.every((code) => typeof code === 'string')) return undefined;
    return { code: 'invalid_type', message: 'must be a list of the codes of dangers' };
  });
}

/** The number of a version of the settings, 0 for the state before the first change. */
export function IsVersionNumber(message: string): PropertyDecorator {
  return Check((value) => {
    if (Number.isSafeInteger(value) && (value as number) >= 0) return undefined;
    return { code: value === undefined ? 'required' : 'invalid_value', message };
  });
}

const VERSION_READ = 'must be the version that was read: (await jit.settings.get()).version';

class TenantInput {
  /** Every tenant is checked in one place, with an error of its own. */
  @Allow()
  tenant: unknown;
}

class AuthorInput extends TenantInput {
  /** The history must name a person to ask. */
  @Check(actorProblem)
  actor: unknown;

  @IfDefined()
  @IsConfirmation()
  confirm: unknown;

  /** Any text is valid: it equals the revision of the current settings, or there is a conflict. */
  @IfDefined()
  @Check((value) =>
    typeof value === 'string'
      ? undefined
      : { code: 'invalid_type', message: 'must be the revision that was read' },
  )
  revision: unknown;
}

export class ChangeInput extends AuthorInput {
  @IsVersionNumber(VERSION_READ)
  version: unknown;
}

export class RollbackInput extends AuthorInput {
  @IsVersionNumber('must be the version to restore')
  version: unknown;

  @IsVersionNumber(VERSION_READ)
  expectedVersion: unknown;
}

export class HistoryInput extends TenantInput {
  @IfDefined()
  @IsVersionNumber('must be a whole number')
  before: unknown;

  @IfDefined()
  @IsVersionNumber('must be a whole number')
  limit: unknown;
}

/** @throws {InvalidInputError} `settings_invalid`, with every fault at once */
export function validateChange(Class: InputClass, options: unknown): void {
  const { faults } = validate(Class, options, { noun: 'option' });
  if (faults.length > 0)
    throw new InvalidInputError('settings_invalid', 'The options of jit.settings cannot be used', faults);
}
