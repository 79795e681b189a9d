import { ERROR_BRAND, type ErrorCode, type InvalidInputError, type ProvisioningError } from './errors';
import type { MappingError } from './mapping/errors';
import type { ConfirmationRequiredError, SettingsConflictError } from './settings/errors';

/** The error classes of the codes that have more fields than a plain `ProvisioningError`. */
interface ErrorClasses {
  settings_conflict: SettingsConflictError;
  confirmation_required: ConfirmationRequiredError;
  mapping_invalid: MappingError;
  settings_invalid: InvalidInputError;
  invitation_invalid: InvalidInputError;
}

/** The error of a code, with the fields of its class. For several codes, a union that `code` discriminates. */
export type ProvisioningErrorOf<Code extends ErrorCode> = Code extends ErrorCode
  ? (Code extends keyof ErrorClasses ? ErrorClasses[Code] : ProvisioningError) & { readonly code: Code }
  : never;

/**
 * Whether an error comes from this library and, if a code is given, has this code. Unlike `instanceof`, it also
 * recognizes the errors of a second copy of the package.
 *
 * @example
 * ```ts
 * try {
 *   await jit.settings.update({ justInTime: true }, { version, actor });
 * } catch (error) {
 *   if (!isProvisioningError(error, 'settings_conflict')) throw error;
 *   console.log(`The settings are at version ${error.currentVersion} by now.`);
 * }
 * ```
 */
export function isProvisioningError<Code extends ErrorCode = ErrorCode>(
  error: unknown,
  code?: Code,
): error is ProvisioningErrorOf<Code> {
  if (typeof error !== 'object' || error === null || !(ERROR_BRAND in error)) return false;
  return code === undefined || ('code' in error && error.code === code);
}
