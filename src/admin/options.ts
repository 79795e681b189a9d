import type { UserBase } from '../entities/user';
import { InvalidInputError } from '../errors';
import { Check, IfDefined, IsFunction } from '../validation/decorators';
import { parseDuration, type Duration } from '../validation/duration';
import { validate } from '../validation/validate';
import type { RequestResolver, SignedInRequest, TenantOption } from '../http/tenant';

/**
 * The options of `adminRouter`. By default, only the owners of a tenant may administer it. The functions may be typed
 * with the `Request` of Express.
 */
export interface AdminOptions<Req = SignedInRequest<UserBase>> {
  /**
   * Decides whether a request may administer the tenant. Only `true` admits it. An app that admits users other than the
   * owners of the tenant must also check that they may administer this tenant.
   *
   * @default a signed-in, active user who owns the tenant that the request is about
   */
  authorize?: RequestResolver<boolean, Req>;
  /**
   * The tenant that a request administers.
   *
   * @default the tenant of the signed-in user
   */
  tenant?: TenantOption<Req>;
  /**
   * The actor of a change in the audit log: 1 to 320 characters that do not begin with `provider:`, which stands for an
   * identity provider.
   *
   * @default the id of the signed-in user
   */
  actor?: (req: Req) => string;
  /**
   * The maximum age of the user's last sync: milliseconds, or text such as `'12h'`. An older sync gets the status 401
   * with `sync_stale`, as with `jit.requireFreshSync`. These users are exempt: users without an identity, the tenant's
   * last owner, break-glass users, and a user whose last sign-in could not sync (`sync_unavailable`).
   *
   * @default false
   */
  freshSync?: Duration | false;
}

class AdminOptionsInput implements Record<keyof AdminOptions, unknown> {
  @IfDefined()
  @IsFunction()
  authorize: unknown;

  @IfDefined()
  @IsFunction()
  actor: unknown;

  @IfDefined()
  @Check((value) =>
    typeof value === 'function' || typeof value === 'string'
      ? undefined
      : { code: 'invalid_type', message: 'must be a tenant, or a function of the request' },
  )
  tenant: unknown;

  @IfDefined()
  @Check((value) =>
    value === false || parseDuration(value as Duration) !== undefined
      ? undefined
      : { code: 'invalid_value', message: "must be a length of time such as '12h', or false" },
  )
  freshSync: unknown;
}

/** @throws {InvalidInputError} `options_invalid` */
export function validateAdminOptions(options: object): void {
  const { faults } = validate(AdminOptionsInput, options, { noun: 'option' });
  if (faults.length > 0) throw new InvalidInputError('options_invalid', 'adminRouter', faults);
}
