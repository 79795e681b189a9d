import { DefaultNamingStrategy, type NamingStrategyInterface } from 'typeorm';

const snake = (text: string) => text.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();

/** As the package typeorm-naming-strategies has it, and as most apps do: a name that was given stays as it is. */
class SnakeCase extends DefaultNamingStrategy implements NamingStrategyInterface {
  override tableName(className: string, given: string | undefined): string {
    return given || snake(className);
  }
  override columnName(property: string, given: string | undefined, prefixes: string[]): string {
    return snake(prefixes.join('_')) + (prefixes.length > 0 ? '_' : '') + (given || snake(property));
  }
  override joinColumnName(relation: string, referenced: string): string {
    return snake(`${relation}_${referenced}`);
  }
}

/** Rewrites also the names that were given. */
class ScreamingCase extends SnakeCase {
  override tableName(className: string, given: string | undefined): string {
    return super.tableName(className, given).toUpperCase();
  }
  override columnName(property: string, given: string | undefined, prefixes: string[]): string {
    return super.columnName(property, given, prefixes).toUpperCase();
  }
  override joinColumnName(relation: string, referenced: string): string {
    return super.joinColumnName(relation, referenced).toUpperCase();
  }
}

/** Names a relation's column in another way than a property that says the same. */
export class ConflictingJoinColumns extends SnakeCase {
  override joinColumnName(relation: string, referenced: string): string {
    return `fk_${relation}_${referenced}`;
  }
}

export const namingStrategies = {
  'the default names': new DefaultNamingStrategy(),
  'snake case': new SnakeCase(),
  'names in capitals': new ScreamingCase(),
};
