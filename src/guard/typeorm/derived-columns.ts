import type { EntityMetadata, ObjectLiteral } from 'typeorm';
import { IdentityBase } from '../../entities/identity';
import { UserBase } from '../../entities/user';

/**
 * TypeORM runs the hooks that update `emailKey` and `subjectHash` only on instances of the class. The plain objects of
 * `insert`, `update` and query builders need the update as well: without it, no sign-in would find the user.
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
