import { Not } from 'typeorm';
import type { ProvisioningContext } from '../context';
import { countRows } from '../database/read-rows';
import type { UserBase } from '../entities/user';
import { findSyncProblem, syncError } from '../session/require-fresh-sync';
import { parseDuration, type Duration } from '../validation/duration';
import { isUuid } from '../validation/text';

/**
 * Creates the check of the option `freshSync`. It always leaves access for some users: a user without an identity, whom
 * no sign-in syncs, the tenant's last owner and break-glass users are exempt.
 *
 * @returns a function that throws `sync_stale` for a user whose last sync is too old
 */
export function createFreshSyncCheck(
  freshSync: Duration | false | undefined,
  { settings, database, options }: ProvisioningContext,
): (user: Partial<UserBase> | undefined) => Promise<void> {
  const maxAge = freshSync === undefined || freshSync === false ? undefined : parseDuration(freshSync);
  const { manager } = database.dataSource;
  const { User, Identity } = options.entities;

  return async (user) => {
    // Without a user, the app's own `authorize` has admitted the request.
    if (maxAge === undefined || user === undefined) return;
    // A user of another class has no time of a sync: only a user without an identity is exempt then.
    const problem =
      user.tenant === undefined ? 'sync_stale' : await findSyncProblem(user as UserBase, maxAge, settings);
    // With `sync_unavailable`, the last sign-in could not sync, so another one would not help.
    if (problem !== 'sync_stale') return;
    if (isBreakGlass(user) || !(await hasIdentity(user)) || (await isLastOwner(user))) return;
    throw syncError('sync_stale');
  };

  function isBreakGlass({ id, tenant, email = null, emailVerified = null }: Partial<UserBase>): boolean {
    return (
      tenant !== undefined &&
      options.rules.isBreakGlass({ ...(id === undefined ? {} : { id }), tenant, email, emailVerified })
    );
  }

  async function hasIdentity({ id }: Partial<UserBase>): Promise<boolean> {
    return isUuid(id) && (await countRows(manager, Identity, { userId: id })) > 0;
  }

  async function isLastOwner({ id = '', tenant, tenantOwner }: Partial<UserBase>): Promise<boolean> {
    if (tenantOwner !== true || tenant === undefined) return false;
    const otherOwners = { tenant, tenantOwner: true, active: true, invited: false, id: Not(id) };
    return (await countRows(manager, User, otherOwners)) === 0;
  }
}
