import type { EntityManager } from 'typeorm';
import { changeActivationIn, type ActivationResult } from '../access/change-activation';
import { writeSessionsEnded } from '../access/end-sessions';
import type { FoundUser } from '../access/find-user';
import { providerActor } from '../audit/actor';
import type { ProvisioningContext } from '../context';
import type { ProvisioningEvents } from '../events';
import type { TokenConnection } from './connection';
import type { SecurityEvent } from './security-event';
import { findIdentified } from './subject';

/** What has become of an event. */
export type AppliedEvent =
  | { kind: 'sessionsEnded'; ended: ProvisioningEvents['sessionsEnded'] }
  | { kind: 'activation'; result: ActivationResult; reason: string }
  | { kind: 'syncExpired' }
  | { kind: 'unknownSubject' };

/** Does what an event of a provider says, in the transaction in which its token is used up. */
export async function applyEvent(
  context: ProvisioningContext,
  manager: EntityManager,
  connection: TokenConnection,
  { action, name: reason, subject }: SecurityEvent,
): Promise<AppliedEvent> {
  const { tenant, provider } = connection;
  const actor = providerActor(provider);
  const endSessions = async (userId: string | null, sid: string | null): Promise<AppliedEvent> => {
    const ended = { tenant, userId, provider, sid, actor, reason };
    await writeSessionsEnded(context, manager, ended);
    return { kind: 'sessionsEnded', ended };
  };
  if (subject.kind === 'session')
    return action === 'endSessions' ? endSessions(null, subject.sid) : { kind: 'unknownSubject' };
  const user = await findIdentified(context, manager, connection, subject);
  if (user === undefined) return { kind: 'unknownSubject' };
  switch (action) {
    case 'endSessions':
      return endSessions(user.id, null);
    case 'expireSync':
      await expireSync(context, manager, user, { actor, provider, reason });
      return { kind: 'syncExpired' };
    case 'activate':
    case 'deactivate': {
      const change = { tenant, userId: user.id, active: action === 'activate' };
      const result = await changeActivationIn(context, manager, change, { provider, actor, reason });
      return { kind: 'activation', result, reason };
    }
  }
}

/** Has the sync of a user count as stale, so that `jit.requireFreshSync` sends the user back to sign in. */
async function expireSync(
  { options, auditLog }: ProvisioningContext,
  manager: EntityManager,
  { id, tenant, email }: FoundUser,
  { actor, provider, reason }: { actor: string; provider: string; reason: string },
): Promise<void> {
  await manager
    .createQueryBuilder()
    .update(options.entities.User)
    .set({ lastSyncedAt: null })
    .where({ id })
    .callListeners(false)
    .execute();
  await auditLog.record(manager, new Date(), [
    { type: 'syncExpired', tenant, actor, provider, user: id, details: { email, reason } },
  ]);
}
