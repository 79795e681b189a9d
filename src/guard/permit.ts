/**
 * The very objects that the provisioner is about to write through TypeORM's listeners: a new user may be an owner from
 * the first moment. Nobody outside this package can put one in.
 */
const permitted = new WeakSet<object>();

export function permit(entity: object): void {
  permitted.add(entity);
}

/** Whether the provisioner is writing this object. It counts once. */
export function takePermit(entity: object): boolean {
  return permitted.delete(entity);
}
