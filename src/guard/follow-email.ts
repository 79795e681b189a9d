import type { EntityMetadata, ObjectLiteral } from 'typeorm';
import { UserBase } from '../entities/user';

/**
 * TypeORM runs the hook that keeps `emailKey` in step only on instances of the class. The plain objects that
 * `insert`, `update` and query builders take need it as much, or a taken address would not be seen.
 */
export function followEmail({
  metadata,
  entity,
}: {
  metadata: EntityMetadata;
  entity?: ObjectLiteral;
}): void {
  const { target } = metadata;
  if (typeof target !== 'function' || !(target.prototype instanceof UserBase)) return;
  const email = (entity as Partial<UserBase> | undefined)?.email;
  if (typeof email === 'string' || email === null) UserBase.prototype.followEmail.call(entity as UserBase);
}
