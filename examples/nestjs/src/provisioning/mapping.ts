import type { Mapping } from 'passport-jit';

/** Which group of the company gives what. */
export const mapping: Mapping = {
  tenant_owners_groups: ['Administrators'],
  mappings: [
    { group_name: 'Administrators', team_name: 'Analytics', role_name: 'TEAM_ADMIN' },
    { group_name: 'Managers', team_name: 'Incident Response', role_name: 'EDITOR' },
    { group_name: 'Everyone', team_name: 'Incident Response', role_name: 'VIEWER' },
  ],
};
