import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Database } from '../database/database';
import { readRows } from '../database/read-rows';
import type { EntitySet } from '../entities/define-entities';
import type { UserBase } from '../entities/user';
import { ProvisioningError } from '../errors';
import type { ManagedTeams } from '../plan/plan-input';
import { sendProblem } from '../http/problem-details';
import { settle } from '../http/settle';
import type { CompiledSettings } from '../settings/settings';
import type { SettingsSource } from '../settings-store/settings-source';
import { isWellFormedText, isUuid } from '../validation/text';
import {
  resolveTenant,
  type TeamOption,
  type TenantOption,
  type SignedInRequest,
  type WebRequest,
} from '../http/tenant';
import { isManaged, managedError, type GuardArea } from '../plan/managed';

/** The properties of the guarded requests. */
export interface GuardOptions<Req = WebRequest> {
  /**
   * The team that the request is about, by id or by name; for a case group, the team that it belongs to. With
   * `managedTeams: 'mapped'`, the app may change the teams that the mapping does not name. A request whose team is
   * unknown is refused.
   *
   * @default none: every request counts as one about a managed team
   */
  team?: TeamOption<Req>;
  /**
   * The tenant that the request is about.
   *
   * @default the tenant of `req.user`. Without a user, the request gets the error `tenant_invalid` (400) where settings
   * are stored by tenant; where the app's code fixes them, they are the same for every tenant
   */
  tenant?: TenantOption<Req>;
}

const AREAS: readonly GuardArea[] = ['memberships', 'owners', 'permissions', 'invitations'];

/**
 * Creates middleware that refuses a request while the identity provider manages what the request would change. It is
 * mounted on the route itself and checks neither URL nor method, so no spelling of a URL can bypass it.
 */
export function createGuardMiddleware(
  area: GuardArea,
  { team, tenant }: GuardOptions<never>,
  config: {
    database: Database;
    entities: EntitySet;
    settings: SettingsSource;
    managedTeams: ManagedTeams;
    /**
     * The tenant of a request without a user and without the option `tenant`. If it is `undefined`, such a request is
     * refused.
     */
    fallbackTenant: string | undefined;
  },
) {
  if (!AREAS.includes(area)) {
    throw new ProvisioningError('options_invalid', `jit.guard: the area must be one of ${AREAS.join(', ')}`);
  }
  const { database, entities, settings: source, managedTeams, fallbackTenant } = config;

  return function guardManaged(
    req: IncomingMessage,
    res: ServerResponse,
    next: (error?: unknown) => void,
  ): void {
    const respond = (blocked: boolean) => (blocked ? sendProblem(res, managedError(area)) : next());
    settle(isBlocked(req as SignedInRequest<UserBase>), respond, next);
  };

  async function isBlocked(req: SignedInRequest<UserBase>): Promise<boolean> {
    const tenantOption = tenant ?? req.user?.tenant ?? fallbackTenant;
    // The settings of another tenant, such as `default`, could allow what the settings of this one refuse.
    if (tenantOption === undefined) throw unknownTenant();
    const settings = await source.load(await resolveTenant(tenantOption, req));
    if (area !== 'memberships') return isManaged({ area }, settings, managedTeams);
    // The team is not read first: it matters only if some teams are managed and others are not.
    if (!isManaged({ area }, settings, managedTeams)) return false;
    return managedTeams === 'all' || !(await isUnmanagedTeam(await team?.(req as never), settings));
  }

  /** Every team that the value may mean must be unmanaged: the name of one team may equal the id of another. */
  async function isUnmanagedTeam(value: unknown, settings: CompiledSettings): Promise<boolean> {
    if (typeof value !== 'string' || value === '' || !isWellFormedText(value)) return false;
    const { tenant: tenantId } = settings;
    const where = [
      { tenant: tenantId, name: value },
      ...(isUuid(value) ? [{ tenant: tenantId, id: value }] : []),
    ];
    const candidates = await database.read(tenantId, (manager) =>
      readRows(manager, entities.Team, { properties: ['name'], where }),
    );
    return (
      candidates.length > 0 &&
      candidates.every(
        ({ name, isDeleted }) => !isDeleted && !isManaged({ area, team: name }, settings, managedTeams),
      )
    );
  }
}

function unknownTenant(): ProvisioningError {
  return new ProvisioningError(
    'tenant_invalid',
    'jit.guard: the tenant of the request is not known, because it has no user. Give jit.guard the option `tenant`, or ' +
      'put the guard behind the check that a user is signed in.',
    { status: 400 },
  );
}
