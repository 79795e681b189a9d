/** A step from an input to a value inside it: the key of an object, or the index of a list. */
export type PathSegment = string | number;

/**
 * The kind of a fault. Codes are stable, so a program can translate a fault or offer a fix.
 *
 * - `unknown_key`: the key does not exist; `suggestion` is the nearest one that does
 * - `legacy_key`: an older name of a key stands beside the current one
 * - `misplaced_key`: the key belongs inside another object
 * - `required`: the value is missing
 * - `invalid_type`: the value has another type
 * - `invalid_value`: the type is right, but the value is not a possible one
 * - `empty`: a text or a list is empty
 * - `too_short`: a text has too few characters
 * - `too_long`: a text has too many characters, or a mapping too many bytes
 * - `too_many`: a list has too many entries, or an object too many keys
 * - `malformed_text`: a text contains half of a character, or NUL, which some databases cannot store
 * - `unknown_name`: a role, permission, team or case group does not exist; `suggestion` is the nearest one that does
 * - `duplicate`: the same value occurs twice
 * - `conflict`: two values contradict each other
 * - `law_broken`: a mapping breaks one of the `laws`
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
  | 'too_short'
  | 'too_long'
  | 'too_many'
  | 'malformed_text'
  | 'unknown_name'
  | 'duplicate'
  | 'conflict'
  | 'law_broken'
  | 'invalid_syntax';

/** One problem of an input: its place, and a message that says what is wrong and how to fix it. */
export interface Fault {
  /** The place in the input in JavaScript notation: `mappings[3].role_name`. Empty for the whole input. */
  path: string;
  /** The same place as keys and indexes, for programs: a key may contain dots and brackets. */
  segments: readonly PathSegment[];
  code: FaultCode;
  message: string;
  /** The key or value that was probably meant, if there is a similar one. */
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
  | 'adoption_open'
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

/**
 * The base class of every error that this library throws on purpose.
 *
 * @example
 * ```ts
 * try {
 *   await jit.explain(userId);
 * } catch (error) {
 *   if (!(error instanceof ProvisioningError)) throw error;
 *   console.error(error.code, error.status, error.docs);
 * }
 * ```
 */
export class ProvisioningError extends Error {
  /** The code of the error; see {@link ErrorCode}. */
  readonly code: ErrorCode;
  /** The matching HTTP status. Express uses it for the response if the error reaches its error handler. */
  readonly status: number;
  /** The section of the package's docs about this code. A logged error shows it. */
  readonly docs: string;

  constructor(code: ErrorCode, message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.status = options.status ?? 500;
    this.docs = `passport-jit/docs/errors.md#${code}`;
  }

  /** The same as `status`, under the name by which NestJS and Fastify read it. */
  get statusCode(): number {
    return this.status;
  }

  /**
   * The error as problem details for HTTP APIs (RFC 9457). `detail` is the first line of the message; the other lines
   * have members of their own.
   */
  toProblemDetails(): ProblemDetails {
    const detail = this.message.split('\n')[0]!.replace(/:$/, '.');
    return { type: 'about:blank', status: this.status, detail, code: this.code };
  }
}

/**
 * Marks the errors of every copy of this package, because `instanceof` recognizes only those of one copy. It is on the
 * prototype, so that no log shows it.
 */
export const ERROR_BRAND = Symbol.for('passport-jit.error');
Object.defineProperty(ProvisioningError.prototype, ERROR_BRAND, { value: true });

/** Faults beyond this number are counted, but not listed. */
export const MAX_FAULTS = 100;

/**
 * An invalid input. The error lists all faults at once, up to 100.
 *
 * @example
 * ```ts
 * try {
 *   await jit.invite({ email: 'bo@example.com', memberships: [{ team: 'Analytics', role: 'EDITR' }] });
 * } catch (error) {
 *   if (!(error instanceof InvalidInputError)) throw error;
 *   for (const { path, message } of error.faults) console.error(`${path}: ${message}`);
 * }
 * ```
 */
export class InvalidInputError extends ProvisioningError {
  /** The first 100 faults at most. */
  readonly faults: readonly Fault[];
  /** The number of further faults. */
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
