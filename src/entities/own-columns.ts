import { getMetadataArgsStorage } from 'typeorm';

type Class = abstract new () => object;

/**
 * Lets a class declare a column of its base anew, for instance to give it another name. Of several declarations of one
 * property TypeORM keeps the one that it met first, which is the base's; so the class's own is put before that.
 */
export function preferOwnColumns(Class: Class, Base: Class): void {
  const { columns } = getMetadataArgsStorage();
  for (const target of lineage(Class, Base)) {
    for (const column of columns.filter((each) => each.target === target)) {
      const inherited = columns.findIndex(
        (each) => each.propertyName === column.propertyName && isBaseOf(each.target, target),
      );
      if (inherited === -1) continue;
      columns.splice(columns.indexOf(column), 1);
      columns.splice(inherited, 0, column);
    }
  }
}

/** The classes between the base and the class, which comes last, so that it has the last word. */
function lineage(Class: Class, Base: Class): Class[] {
  const classes: Class[] = [];
  for (let each = Class; each !== Base; each = Object.getPrototypeOf(each) as Class) classes.unshift(each);
  return classes;
}

function isBaseOf(target: unknown, Class: Class): boolean {
  return typeof target === 'function' && Class.prototype instanceof target;
}
