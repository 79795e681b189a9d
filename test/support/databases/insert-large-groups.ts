import { randomUUID } from 'node:crypto';
import { entities } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { groupsHash } from '../../../src/entities/identity';
import { unguarded } from './unguarded';

/** `Everyone` and 256 names of 1,023 characters, 261,896 bytes in all: nearly as many as a user can have. */
export const LARGE_GROUPS = [
  'Everyone',
  ...Array.from({ length: 256 }, (_, i) => `group ${i} `.padEnd(1023, 'x')),
];

/** Inserts users with {@link LARGE_GROUPS}, who signed in at okta. The identities have the hash alone, to save time. */
export async function insertUsersWithLargeGroups(
  dataSource: DataSource,
  { tenant, count }: { tenant: string; count: number },
): Promise<void> {
  const { insert } = unguarded(dataSource);
  const hash = groupsHash(LARGE_GROUPS);
  for (let i = 0; i < count; i++) {
    const userId = randomUUID();
    const lastSeen = { groupsHash: hash, groupsState: 'present' };
    const email = `person${i}@${tenant}.example.com`;
    await insert(entities.User, {
      ...{ id: userId, tenant, email, emailKey: email, ...lastSeen },
      identityProviderGroups: LARGE_GROUPS,
    });
    await insert(entities.Identity, {
      ...{ id: randomUUID(), tenant, provider: 'okta', subject: email, subjectHash: String(i), userId },
      ...{ issuer: 'https://idp.example.com', groupAttribute: 'groups', ...lastSeen },
    });
  }
}
