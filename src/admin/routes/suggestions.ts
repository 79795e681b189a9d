import { TenantTeams } from '../../store/tenant-teams';
import { loadKnownGroups } from '../../store/known-groups';
import type { Endpoint } from '../endpoint';

/** The names that a mapping may use, for completion. */
export const suggestions: Endpoint[] = [
  {
    method: 'get',
    path: '/names',
    async handle({ context, tenant }) {
      const { database, options } = context;
      const { entities, mappingRules } = options;
      const teams = await database.read(tenant, (manager) => TenantTeams.load(manager, entities, tenant));
      const groups = await database.read(tenant, () => loadKnownGroups(database, entities, tenant));
      return {
        json: {
          teams: [...teams.names]
            .map(([name, caseGroups]) => ({ name, caseGroups: [...caseGroups].sort() }))
            .sort((a, b) => (a.name < b.name ? -1 : 1)),
          roles: mappingRules.roles,
          permissions: mappingRules.permissions ?? null,
          groups,
        },
      };
    },
  },
];
