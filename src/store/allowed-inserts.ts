/**
 * The objects that this library is about to write through TypeORM's listeners: a new user may be an owner at once. Code
 * outside this package cannot add an object.
 */
const allowed = new WeakSet<object>();

export function allowInsert(entity: object): void {
  allowed.add(entity);
}

/** Whether this library is writing this object. Each allowance is valid for one write. */
export function consumeAllowance(entity: object): boolean {
  return allowed.delete(entity);
}
