import { getMetadataArgsStorage } from 'typeorm';

type Class = abstract new () => object;

/**
 * Lets a class declare a column of its base class again, for example with another name. If a property has several
 * declarations, TypeORM uses the first one, which is that of the base class. This function puts the declaration of the
 * class first.
 */
export function preferSubclassColumns(Class: Class, Base: Class): void {
  const { columns } = getMetadataArgsStorage();
  for (const target of classChain(Class, Base)) {
    for (const column of columns.filter((candidate) => candidate.target === target)) {
      const inheritedIndex = columns.findIndex(
        (candidate) => candidate.propertyName === column.propertyName && isBaseOf(candidate.target, target),
      );
      if (inheritedIndex === -1) continue;
      columns.splice(columns.indexOf(column), 1);
      columns.splice(inheritedIndex, 0, column);
      removeRepeatedUnique(target, column.propertyName);
    }
  }
}

/** A column that is declared anew as unique is unique once: MySQL refuses a second index of the same name. */
function removeRepeatedUnique(target: Class, propertyName: string): void {
  const { uniques } = getMetadataArgsStorage();
  const ofColumn = uniques.filter(
    ({ columns }) => Array.isArray(columns) && columns.length === 1 && columns[0] === propertyName,
  );
  if (!ofColumn.some((unique) => isBaseOf(unique.target, target))) return;
  const repeated = ofColumn.find((unique) => unique.target === target);
  if (repeated !== undefined) uniques.splice(uniques.indexOf(repeated), 1);
}

/** The classes from the base class to the class. The class is the last one, so it takes precedence. */
function classChain(Class: Class, Base: Class): Class[] {
  const classes: Class[] = [];
  for (let current = Class; current !== Base; current = Object.getPrototypeOf(current) as Class)
    classes.unshift(current);
  return classes;
}

function isBaseOf(target: unknown, Class: Class): boolean {
  return typeof target === 'function' && Class.prototype instanceof target;
}
