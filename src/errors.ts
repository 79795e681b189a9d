/** A step from an input to a value inside it: the key of an object, or the index of a list. */
export type PathSegment = string | number;

/**
 * What kind of fault it is. Codes are stable, so that a program can translate a fault or offer its fix.
 *
 * - `unknown_key`: the key does not exist; `suggestion` is the nearest one that does
 * - `legacy_key`: an older name of a key stands beside the current one
 * - `misplaced_key`: the key belongs inside another object
 * - `required`: the value is missing
 * - `invalid_type`: the value has another type
 * - `invalid_value`: the type is right, the value is not one of those that are possible
 * - `empty`: a text or a list has nothing in it
 * - `too_long`: a text has too many characters
 * - `too_many`: a list has too many entries, or an object too many keys
 * - `malformed_text`: a text has half of a character, or NUL, which not every database can store
 * - `unknown_name`: a role, permission, team or case group does not exist; `suggestion` is the nearest one that does
 * - `duplicate`: the same thing stands there twice
 * - `conflict`: two values contradict each other
 * - `invalid_syntax`: the text is not valid JSON
 */
export type FaultCode =
  | 'unknown_key'
  | 'legacy_key'
  | 'misplaced_key'
  | 'required'
  | 'invalid_type'
  | 'invalid_value'
  | 'empty'
  | 'too_long'
  | 'too_many'
  | 'malformed_text'
  | 'unknown_name'
  | 'duplicate'
  | 'conflict'
  | 'invalid_syntax';

/** One thing that is wrong in an input: where it stands, and a sentence that says what is wrong and the fix. */
export interface Fault {
  /** The place in the input, as one would write it in JavaScript: `mappings[3].role_name`. Empty: the whole. */
  path: string;
  /** The same place as keys and indexes, for programs: a key may have dots and brackets in it. */
  segments: readonly PathSegment[];
  code: FaultCode;
  message: string;
  /** The key or value that was probably meant, if one is near. */
  suggestion?: string;
}

/** Problem details for HTTP APIs (RFC 9457), without a title. */
export interface ProblemDetails {
  type: 'about:blank';
  status: number;
  detail: string;
  code: ErrorCode;
  [extension: string]: unknown;
}

/** Why a sign-in is refused. */
export type DenialCode =
  | 'not_provisioned'
  | 'user_deactivated'
  | 'identity_unlinked'
  | 'email_conflict'
  | 'no_matching_group'
  | 'issuer_mismatch'
  | 'tenant_mismatch'
  | 'tenant_unknown'
  | 'provider_unknown'
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
  | 'saml_message_invalid'
  | 'saml_logout_unsigned'
  | 'invitation_invalid'
  | 'sign_in_required'
  | 'sync_stale'
  | 'sync_unavailable'
  | 'user_not_found'
  | 'identity_taken'
  | 'last_owner'
  | 'admin_forbidden'
  | 'cross_origin'
  | 'content_type_invalid'
  | 'request_invalid'
  | 'precondition_required'
  | 'not_found'
  | 'preview_running'
  | 'change_running'
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

  /** The error as problem details for HTTP APIs (RFC 9457). What follows the first line of the message has a member of its own. */
  toProblemDetails(): ProblemDetails {
    const detail = this.message.split('\n')[0]!.replace(/:$/, '.');
    return { type: 'about:blank', status: this.status, detail, code: this.code };
  }
}

/**
 * Marks the errors of every copy of this package, of which `instanceof` knows but one. It is on the prototype, so that
 * no log shows it.
 */
export const ERROR_BRAND = Symbol.for('passport-jit.error');
Object.defineProperty(ProvisioningError.prototype, ERROR_BRAND, { value: true });

/** More faults than this are counted, and not listed. */
export const MAX_FAULTS = 100;

/** An input with faults in it; all of them are listed, not only the first, up to 100. */
export class InvalidInputError extends ProvisioningError {
  /** At most the first 100. */
  readonly faults: readonly Fault[];
  /** How many more faults there are. */
  readonly omitted: number;

  constructor(code: ErrorCode, subject: string, faults: readonly Fault[], status = 422) {
    const listed = faults.slice(0, MAX_FAULTS);
    const omitted = faults.length - listed.length;
    const lines = listed.map(({ path, message }) => `${path === '' ? '' : `${path}: `}${message}`);
    if (omitted > 0) lines.push(`and ${omitted.toLocaleString('en')} more`);
    super(code, [`${subject}:`, ...lines.map((line) => `  ${line}`)].join('\n'), { status });
    this.faults = listed;
    this.omitted = omitted;
  }

  override toProblemDetails(): ProblemDetails {
    const { faults, omitted } = this;
    return { ...super.toProblemDetails(), faults, ...(omitted === 0 ? {} : { omitted }) };
  }
}
