import { knownTeams } from '../../settings/known-teams';
import { seenGroups } from '../users/seen-groups';
import type { Endpoint } from '../visit';

/** What a mapping may name, to offer while somebody types. */
export const names: Endpoint[] = [
  {
    method: 'get',
    path: '/names',
    async answer({ parts, tenant }) {
      const { dataSource, entities, mappingRules } = parts.options;
      const teams = await knownTeams(dataSource.manager, entities, tenant);
      return {
        json: {
          teams: [...teams]
            .map(([name, caseGroups]) => ({ name, caseGroups: [...caseGroups].sort() }))
            .sort((a, b) => (a.name < b.name ? -1 : 1)),
          roles: mappingRules.roles,
          permissions: mappingRules.permissions ?? null,
          groups: await seenGroups(dataSource.manager, entities, tenant),
        },
      };
    },
  },
];
