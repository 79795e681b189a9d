import {
  isProvisioningError,
  type ConfirmationRequiredError,
  type ErrorCode,
  type Fault,
  type ProvisioningError,
  type ProvisioningErrorOf,
  type SettingsVersion,
} from 'passport-jit';
import { expectType } from './expect-type';

declare const error: unknown;

// With a code, the code narrows, and so does the class.
if (isProvisioningError(error, 'email_conflict')) {
  expectType<'email_conflict'>()(error.code);
  expectType<number>()(error.status);
  const base: ProvisioningError = error;
  // @ts-expect-error: only a settings_conflict has versions
  void [base, error.currentVersion];
}
if (isProvisioningError(error, 'settings_conflict')) {
  expectType<number>()(error.currentVersion);
  expectType<readonly SettingsVersion[]>()(error.changes);
}
if (isProvisioningError(error, 'mapping_invalid')) expectType<readonly Fault[]>()(error.faults);
// @ts-expect-error: there is no such code
isProvisioningError(error, 'email_conflicts');

// Without one, `code` tells the errors apart.
if (isProvisioningError(error)) {
  expectType<ErrorCode>()(error.code);
  if (error.code === 'settings_invalid') {
    expectType<readonly Fault[]>()(error.faults);
  } else if (error.code === 'settings_conflict') {
    expectType<number>()(error.expectedVersion);
  } else {
    // @ts-expect-error: none of the others has versions
    void error.expectedVersion;
  }
}

// The type of the error of a code can be named.
declare const conflict: ProvisioningErrorOf<'settings_conflict'>;
expectType<string>()(conflict.tenant);
declare const either: ProvisioningErrorOf<'settings_conflict' | 'confirmation_required'>;
if (either.code !== 'settings_conflict') {
  const required: ConfirmationRequiredError = either;
  void required.dangers;
}
