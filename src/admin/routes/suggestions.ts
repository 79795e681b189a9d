import { loadTeamNames } from '../../store/teams';
import { loadKnownGroups } from '../../store/known-groups';
import type { Endpoint } from '../endpoint';

/** The names that a mapping may use, for completion. */
export const suggestions: Endpoint[] = [
  {
    method: 'get',
    path: '/names',
    async handle({ context, tenant }) {
      const { database, options } = context;
      const { dataSource, entities, mappingRules } = options;
      const teams = await loadTeamNames(dataSource.manager, entities, tenant);
      return {
        json: {
          teams: [...teams]
            .map(([name, caseGroups]) => ({ name, caseGroups: [...caseGroups].sort() }))
            .sort((a, b) => (a.name < b.name ? -1 : 1)),
          roles: mappingRules.roles,
          permissions: mappingRules.permissions ?? null,
          groups: await loadKnownGroups(database, entities, tenant),
        },
      };
    },
  },
];
