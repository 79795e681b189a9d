import type { UserBase } from '../entities/user';
import { InvalidInputError } from '../errors';
import { Check, IfDefined, IsFunction } from '../validation/decorators';
import { parseDuration, type Duration } from '../validation/duration';
import { validate } from '../validation/validate';
import type { RequestResolver, SignedInRequest, TenantOption } from '../http/tenant';

/**
 * Who may administer what by `adminRouter`; without any, only a tenant's owners may, and only their own tenant. Its
 * functions may also be typed with the `Request` of Express.
 */
export interface AdminOptions<Req = SignedInRequest<UserBase>> {
  /**
   * Decides whether a request may administer the tenant. Only `true` admits it. An app that lets in others than the owners of the tenant must also
   * see to it that the tenant is theirs.
   *
   * @default a signed-in, active user who owns the tenant that the request is about
   */
  authorize?: RequestResolver<boolean, Req>;
  /**
   * Which tenant a request is about.
   *
   * @default the tenant of the user who is signed in
   */
  tenant?: TenantOption<Req>;
  /**
   * The actor of a change in the audit log: 1 to 320 characters that do not begin with `provider:`, which stands for an
   * identity provider.
   *
   * @default the id of the user who is signed in
   */
  actor?: (req: Req) => string;
  /**
   * How long ago the grants of a user may last have been synced: milliseconds, or text such as `'12h'`. A request after that
   * gets 401 with `sync_stale`, as from `jit.requireFreshSync`. Exempt are users without an identity, the tenant's last
   * owner and break-glass users, and a user whose last sign-in could not sync (`sync_unavailable`).
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
