import { In, type EntityManager } from 'typeorm';
import type { EntitySet } from '../../entities/define-entities';
import type { UserBase } from '../../entities/user';
import type { AuditEventView } from './reader';

/** Who somebody is now. */
export type UserSummary = Pick<UserBase, 'id' | 'email' | 'firstName' | 'lastName'>;

/** Events with the people whom they are about. The record has only their ids, since it outlives them and their names. */
export async function withUsers(
  manager: EntityManager,
  { User }: EntitySet,
  tenant: string,
  events: readonly AuditEventView[],
): Promise<(AuditEventView & { person: UserSummary | null })[]> {
  const ids = new Set(events.flatMap(({ user }) => user ?? []));
  const users = await manager.find(User, {
    select: { id: true, email: true, firstName: true, lastName: true },
    where: { tenant, id: In([...ids]) },
  });
  const byId = new Map(
    users.map(({ id, email, firstName, lastName }) => [id, { id, email, firstName, lastName }]),
  );
  return events.map((event) => ({ ...event, person: byId.get(event.user ?? '') ?? null }));
}
