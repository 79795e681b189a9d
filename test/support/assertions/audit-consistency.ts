import { isDeepStrictEqual } from 'node:util';
import { entities } from 'passport-jit';
import type { EntityManager } from 'typeorm';
import { grantsOfUser, replayAuditEvents, WITH_GRANTS } from './audit-replay';

const { User, Identity, AuditEvent, Settings, SettingsVersion, TenantState } = entities;
type Event = InstanceType<typeof AuditEvent>;

/** Where the rows of a tenant are not what its audit log tells. */
export async function auditInconsistencies(manager: EntityManager, tenant: string): Promise<string[]> {
  const events = await manager.find(AuditEvent, { where: { tenant }, order: { at: 'ASC' } });
  const users = await manager.find(User, { where: { tenant }, relations: WITH_GRANTS });
  const identities = await manager.findBy(Identity, { tenant });
  const eventsOf = groupBy(events, ({ user }) => user);
  const identitiesOf = groupBy(identities, ({ userId }) => userId);
  const problems: string[] = [];

  for (const user of users) {
    const userEvents = eventsOf.get(user.id) ?? [];
    eventsOf.delete(user.id);
    const count = (...types: string[]) => userEvents.filter(({ type }) => types.includes(type)).length;
    const report = (what: string) => problems.push(`The audit log of ${user.email ?? user.id} ${what}`);
    if (count('created', 'invited') !== 1)
      report(`tells ${count('created', 'invited')} times how they came to be there`);
    const linkEvents = count('created', 'linked');
    const identityCount = identitiesOf.get(user.id)?.length ?? 0;
    if (linkEvents !== identityCount)
      report(`tells of ${linkEvents} identities, and there are ${identityCount}`);
    const { type = 'activated' } = userEvents.findLast(({ type }) => /^(de)?activated$/.test(type)) ?? {};
    if ((type === 'activated') !== user.active) report(`ends with "${type}", which is not so`);
    const [stored, replayed] = [grantsOfUser(user), replayOrError(userEvents)];
    if (!isDeepStrictEqual(stored, replayed))
      report(`tells of ${JSON.stringify(replayed)}, there is ${JSON.stringify(stored)}`);
  }
  for (const [user, userEvents] of eventsOf) {
    const userChanges = userEvents.filter(
      ({ type }) => !['denied', 'settings', 'removalsReleased'].includes(type),
    );
    if (userChanges.length > 0 && userChanges.at(-1)!.type !== 'invitationRevoked')
      problems.push(`The audit log tells of a user ${user}, who is not there`);
  }
  return [...problems, ...(await settingsInconsistencies(manager, tenant, events))];
}

/** A story with a hole is no grant that there could be. */
function replayOrError(events: Event[]): unknown {
  try {
    return replayAuditEvents(events);
  } catch (error) {
    return String(error);
  }
}

async function settingsInconsistencies(
  manager: EntityManager,
  tenant: string,
  events: Event[],
): Promise<string[]> {
  const countOf = (type: string) => events.filter((event) => event.type === type).length;
  const { version = 0 } = (await manager.findOneBy(Settings, { tenant })) ?? {};
  const versions = await manager.countBy(SettingsVersion, { tenant });
  const state = await manager.findOneBy(TenantState, { tenant });
  const problems: string[] = [];
  if (version !== versions || version !== countOf('settings'))
    problems.push(
      `The settings are at version ${version}, with ${versions} in their history and ${countOf('settings')} in the audit log`,
    );
  if ((state?.removalsReleasedAt != null) !== countOf('removalsReleased') > 0)
    problems.push(
      `Held removals were released, or not, and the audit log tells ${countOf('removalsReleased')} times that they were`,
    );
  if (state?.removalsHeldAt != null && countOf('removalsHeld') === 0)
    problems.push('Removals are held, and the audit log does not tell of it');
  return problems;
}

function groupBy<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
