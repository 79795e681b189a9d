import type { UserBase } from '../entities/user';
import { actorProblem } from '../audit/actor';
import { ProvisioningError } from '../errors';
import { checkTenant, resolveTenant, type SignedInRequest } from '../http/tenant';
import type { AdminOptions } from './options';

/** An administrator of a tenant. */
export interface AdminAccess {
  tenant: string;
  /** @throws {ProvisioningError} `options_invalid` if the actor is unknown */
  actor: () => string;
}

/**
 * Uses the option `authorize` if the app passes it; otherwise admits only active owners of the requested tenant.
 *
 * @throws {ProvisioningError} `admin_forbidden`, `tenant_invalid`
 */
export async function authorize(
  request: SignedInRequest<UserBase>,
  options: AdminOptions<never>,
): Promise<AdminAccess> {
  const user: Partial<UserBase> | undefined = request.user;
  if (options.authorize !== undefined) {
    if ((await options.authorize(request as never)) !== true) throw forbiddenError();
  } else if (user?.tenantOwner !== true || user.active !== true) throw forbiddenError();

  const tenant =
    options.tenant === undefined ? checkTenant(user?.tenant) : await resolveTenant(options.tenant, request);
  if (options.authorize === undefined && user?.tenant !== tenant) throw forbiddenError();
  return { tenant, actor: () => resolveActor(request, user, options) };
}

function resolveActor(
  request: SignedInRequest<UserBase>,
  user: Partial<UserBase> | undefined,
  { actor }: AdminOptions<never>,
): string {
  const id: unknown = user?.id;
  // A user can choose the address, so it does not identify the user.
  const userId = typeof id === 'number' || typeof id === 'bigint' ? String(id) : id;
  const name: unknown = actor === undefined ? userId : actor(request as never);
  const problem = actorProblem(name);
  if (problem === undefined) return name as string;
  throw new ProvisioningError(
    'options_invalid',
    `adminRouter does not know who makes the change: the actor ${problem.message}. Pass it { actor }, a function of the ` +
      'request that returns 1 to 320 characters, and none that begin with "provider:".',
  );
}

function forbiddenError(): ProvisioningError {
  const message = 'Only an owner of the tenant may see or change its provisioning.';
  return new ProvisioningError('admin_forbidden', message, { status: 403 });
}
