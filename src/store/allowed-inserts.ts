/**
 * The very objects that the provisioner is about to write through TypeORM's listeners: a new user may be an owner from
 * the first moment. Code outside this package cannot add one.
 */
const allowed = new WeakSet<object>();

export function allowInsert(entity: object): void {
  allowed.add(entity);
}

/** Whether the provisioner is writing this object. It counts once. */
export function consumeAllowance(entity: object): boolean {
  return allowed.delete(entity);
}
