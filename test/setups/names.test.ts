import { namingStrategies } from '../support/fixtures/naming-strategies';
import { testSetups } from '../support/scenario/test-setups';

/* The names of the tables and columns, made by `synchronize` and by the migrations. */
const snakeCase = namingStrategies['snake case'];
const capitals = namingStrategies['names in capitals'];

testSetups({
  'a prefix': { options: { entityPrefix: 'app_', synchronize: true } },
  'a naming strategy': { options: { namingStrategy: snakeCase, synchronize: true } },
  'a naming strategy that renames the tables, and a prefix': {
    options: { namingStrategy: capitals, entityPrefix: 'app_', synchronize: true },
  },
  'the migrations': { isMigrated: true },
  'the migrations, with a prefix and a naming strategy': {
    isMigrated: true,
    options: { namingStrategy: snakeCase, entityPrefix: 'app_' },
  },
});
