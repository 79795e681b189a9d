/** One thing that is wrong in an input: where it stands, and a sentence that says what is wrong and the fix. */
export interface Fault {
  /** The place in the input, as one would write it in JavaScript: `mappings[3].role_name`. Empty: the whole. */
  path: string;
  message: string;
}

/** Why a sign-in is refused. */
export type DenialCode =
  | 'not_provisioned'
  | 'user_deactivated'
  | 'email_conflict'
  | 'no_matching_group'
  | 'issuer_mismatch'
  | 'groups_absent'
  | 'groups_overage'
  | 'groups_malformed'
  | 'managed_by_identity_provider';

/**
 * Every code that a {@link ProvisioningError} can have. Codes are stable: tests and clients may rely on them,
 * while messages may be reworded.
 */
export type ErrorCode =
  | DenialCode
  | 'options_invalid'
  | 'entities_invalid'
  | 'settings_invalid'
  | 'mapping_invalid'
  | 'settings_conflict'
  | 'settings_fixed'
  | 'settings_version_not_found'
  | 'confirmation_required'
  | 'tenant_invalid'
  | 'identity_invalid'
  | 'subject_invalid'
  | 'subject_transient'
  | 'subject_mismatch'
  | 'invitation_invalid'
  | 'sign_in_required'
  | 'sync_stale'
  | 'sync_unavailable'
  | 'user_not_found'
  | 'last_owner'
  | 'admin_forbidden'
  | 'cross_origin'
  | 'content_type_invalid'
  | 'request_invalid'
  | 'precondition_required'
  | 'not_found'
  | 'store_busy';

/** The base of every error that this library throws on purpose. */
export class ProvisioningError extends Error {
  /** Which error it is; see {@link ErrorCode}. */
  readonly code: ErrorCode;
  /** The HTTP status that fits it. Express uses it for the answer when the error reaches its error handler. */
  readonly status: number;
  /** Where in the package it says what to do about this code. A logged error shows it. */
  readonly docs: string;

  constructor(code: ErrorCode, message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.status = options.status ?? 500;
    this.docs = `passport-jit/docs/errors.md#${code}`;
  }
}

/**
 * Marks the errors of every copy of this package, of which `instanceof` knows but one. It is on the prototype, so that
 * no log shows it.
 */
export const ERROR_BRAND = Symbol.for('passport-jit.error');
Object.defineProperty(ProvisioningError.prototype, ERROR_BRAND, { value: true });

/** An input with faults in it; all of them are listed, not only the first. */
export class InvalidInputError extends ProvisioningError {
  readonly faults: readonly Fault[];

  constructor(code: ErrorCode, subject: string, faults: readonly Fault[]) {
    const lines = faults.map(({ path, message }) => `  ${path === '' ? '' : `${path}: `}${message}`);
    super(code, `${subject}:\n${lines.join('\n')}`, { status: 422 });
    this.faults = faults;
  }
}
