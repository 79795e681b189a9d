import type { UserBase } from '../../entities/user';
import { explainGrants } from '../../plan/explain';

/** A user in the form of the admin API. @param currentUserId the id of the administrator */
export function toAdminUser(user: UserBase, currentUserId: string | undefined) {
  const { id, email, firstName, lastName, avatar, active, deactivatedBy } = user;
  const { invited, tenantOwner } = user;
  const { identityProviderGroups, groupsState, lastSignInAt, lastSyncedAt, removalsHeldAt, createdAt } = user;
  return {
    ...{ id, email, firstName, lastName, avatar, active, deactivatedBy, invited, tenantOwner },
    ...{ identityProviderGroups, groupsState, lastSignInAt, lastSyncedAt, removalsHeldAt, createdAt },
    isCurrentUser: currentUserId === String(user.id),
    grants: explainGrants(user),
  };
}
