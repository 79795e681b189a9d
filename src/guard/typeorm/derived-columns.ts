import type { EntityMetadata, ObjectLiteral } from 'typeorm';
import { IdentityBase } from '../../entities/identity';
import { UserBase } from '../../entities/user';

/**
 * TypeORM runs the hooks that keep `emailKey` and `subjectHash` in step only on instances of the class. The plain
 * objects that `insert`, `update` and query builders take need it as well, or no user would be found by them.
 */
export function updateDerivedColumns({
  metadata,
  entity,
}: {
  metadata: EntityMetadata;
  entity?: ObjectLiteral;
}): void {
  const { target } = metadata;
  if (typeof target !== 'function' || entity === undefined) return;
  if (target.prototype instanceof UserBase) {
    const { email } = entity as Partial<UserBase>;
    if (typeof email === 'string' || email === null)
      UserBase.prototype.updateEmailKey.call(entity as UserBase);
  } else if (target.prototype instanceof IdentityBase) {
    IdentityBase.prototype.updateSubjectHash.call(entity as IdentityBase);
  }
}
