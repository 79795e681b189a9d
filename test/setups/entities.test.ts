import {
  createRenamedEntities,
  createSoftDeleteEntities,
  createUnselectedEntities,
  ENTITY_NAMES,
  type EntityName,
} from '../support/fixtures/derived-entities';
import { testSetups, type SetupOptions } from '../support/scenario/test-setups';

/* Classes of the app. */
const GRANTED: EntityName[] = [
  ...(['User', 'Identity', 'Team', 'Membership'] as const),
  ...(['CaseGroup', 'CaseGroupMembership', 'TenantPermission'] as const),
];

testSetups({
  ...Object.fromEntries(
    GRANTED.map((name): [string, SetupOptions] => [
      `a soft delete of ${name}`,
      { entities: () => createSoftDeleteEntities([name]) },
    ]),
  ),
  'a soft delete of every class': { entities: () => createSoftDeleteEntities(ENTITY_NAMES) },
  'columns that are not selected': { entities: createUnselectedEntities },
  'columns with other names': { entities: createRenamedEntities },
});
