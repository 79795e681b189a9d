import type { UserBase } from '../../entities/user';
import { explainGrants } from '../../plan/explain';

/** A user in the form of the admin API. */
export function toAdminUser(user: UserBase) {
  const { id, email, firstName, lastName, avatar, active, deactivatedBy } = user;
  const { invited, tenantOwner } = user;
  const { identityProviderGroups, groupsState, lastSignInAt, lastSyncedAt, removalsHeldAt, createdAt } = user;
  return {
    ...{ id, email, firstName, lastName, avatar, active, deactivatedBy, invited, tenantOwner },
    ...{ identityProviderGroups, groupsState, lastSignInAt, lastSyncedAt, removalsHeldAt, createdAt },
    grants: explainGrants(user),
  };
}
