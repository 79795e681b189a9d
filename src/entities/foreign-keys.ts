import { Column, getMetadataArgsStorage, JoinColumn } from 'typeorm';

type Class = new () => object;

/**
 * Makes a relation and its id property, such as `user` and `userId`, use one column: under the name that the app's
 * class gives to either of them (`@Column({ name })`, `@JoinColumn({ name })`), otherwise under the name of the naming
 * strategy.
 */
export function defineForeignKey(Class: Class, relation: string): void {
  const { columns, joinColumns } = getMetadataArgsStorage();
  const property = `${relation}Id`;
  const column = findOfClass(columns, Class, property)!;
  const joinColumn = findOfClass(joinColumns, Class, relation);
  if (joinColumn === undefined) {
    const { name } = column.options;
    JoinColumn(name === undefined ? {} : { name })(Class.prototype as object, relation);
    return;
  }
  const { name } = joinColumn;
  if (name === undefined || column.options.name !== undefined) return;
  // The options of the base class are shared by every class that extends it.
  if (column.target === Class) column.options.name = name;
  else Column({ ...column.options, name })(Class.prototype as object, property);
}

/** The declaration of a property in the class itself or in the nearest class that it extends. */
function findOfClass<Args extends { target: unknown; propertyName: string }>(
  list: readonly Args[],
  Class: Class,
  propertyName: string,
): Args | undefined {
  for (let target: unknown = Class; typeof target === 'function'; target = Object.getPrototypeOf(target)) {
    const found = list.find((args) => args.target === target && args.propertyName === propertyName);
    if (found !== undefined) return found;
  }
  return undefined;
}
