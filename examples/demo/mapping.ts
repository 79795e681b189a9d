/** Which group gives what when the demo starts. An owner can change it at /admin. */
export const mapping = {
  tenant_owners_groups: ['Administrators'],
  tenant_permission: [{ group_name: 'Auditors', permission_name: 'AUDIT_LOG_READ' }],
  mappings: [
    { group_name: 'Administrators', team_name: 'Analytics', role_name: 'TEAM_ADMIN' },
    { group_name: 'Managers', team_name: 'Incident Response', role_name: 'EDITOR' },
    { group_name: 'Everyone', team_name: 'Incident Response', role_name: 'VIEWER' },
    {
      group_name: 'Phishing',
      team_name: 'Incident Response',
      case_group_name: 'Phishing',
      role_name: 'EDITOR',
    },
  ],
};
