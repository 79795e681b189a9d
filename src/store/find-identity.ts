import type { EntityManager } from 'typeorm';
import { readRows } from '../database/read-rows';
import type { EntitySet } from '../entities/define-entities';
import { subjectHash } from '../entities/identity';

/** The identity of a subject at a provider, unless the app keeps it as deleted. */
export async function findIdentity(
  manager: EntityManager,
  { Identity }: EntitySet,
  { subject, ...where }: { tenant: string; provider: string; issuer: string; subject: string },
): Promise<{ userId: string } | undefined> {
  const rows = await readRows(manager, Identity, {
    properties: ['subject', 'issuer', 'userId'],
    where: { ...where, subjectHash: subjectHash(subject) },
  });
  // A collation may find another issuer, and the column of another provider.
  return rows.find((row) => !row.isDeleted && row.subject === subject && row.issuer === where.issuer);
}
