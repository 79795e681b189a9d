import type { UserBase } from '../entities/user';
import { InvalidInputError, type Fault } from '../errors';
import { didYouMean, closest } from '../validation/suggest';
import type { RequestResolver, SignedInRequest, TenantOption } from '../http/tenant';

/**
 * Who may administer what by `adminRouter`; without any, only a tenant's owners may, and only their own tenant. Its
 * functions may also be typed with the `Request` of Express.
 */
export interface AdminOptions<Req = SignedInRequest<UserBase>> {
  /**
   * Who may administer. Only `true` lets somebody in. An app that lets in others than the owners of the tenant must also
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
   * The actor of a change in the audit log.
   *
   * @default the email address of the user who is signed in, or their id
   */
  actor?: (req: Req) => string;
}

const KNOWN_OPTIONS = ['authorize', 'tenant', 'actor'];

/** @throws {InvalidInputError} `options_invalid` */
export function validateAdminOptions(options: object): void {
  const faults: Fault[] = Object.keys(options)
    .filter((key) => !KNOWN_OPTIONS.includes(key))
    .map((path) => ({ path, message: `is no known option${didYouMean(closest(path, KNOWN_OPTIONS))}` }));
  const { authorize, tenant, actor }: Record<string, unknown> = { ...options };
  for (const [path, value] of Object.entries({ authorize, actor })) {
    if (value !== undefined && typeof value !== 'function')
      faults.push({ path, message: 'must be a function' });
  }
  if (tenant !== undefined && typeof tenant !== 'function' && typeof tenant !== 'string') {
    faults.push({ path: 'tenant', message: 'must be a tenant, or a function of the request' });
  }
  if (faults.length > 0) throw new InvalidInputError('options_invalid', 'adminRouter', faults);
}
