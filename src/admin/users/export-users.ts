import type { UserSnapshot } from '../../store/load-grants';

/** Yields a line of JSON for each user, with groups and grants; a chunk for each page. */
export async function* exportUsers(pages: AsyncIterable<readonly UserSnapshot[]>): AsyncGenerator<string> {
  for await (const users of pages)
    yield users.map((user) => `${JSON.stringify(toExportRow(user))}\n`).join('');
}

function toExportRow(user: UserSnapshot) {
  const { id, email, tenantOwner, identityProviderGroups } = user;
  return {
    ...{ id, email, tenantOwner, identityProviderGroups, provider: user.identity?.provider ?? null },
    memberships: user.memberships.map(({ team, role, source }) => ({ team: team.name, role, source })),
    caseGroupMemberships: user.caseGroupMemberships.map(({ caseGroup, role, source }) => ({
      team: caseGroup.team.name,
      caseGroup: caseGroup.name,
      role,
      source,
    })),
    tenantPermissions: user.tenantPermissions.map(({ permission, source }) => ({ permission, source })),
  };
}
