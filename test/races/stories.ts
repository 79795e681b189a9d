import { isDeepStrictEqual } from 'node:util';
import { entities } from 'passport-jit';
import type { EntityManager } from 'typeorm';
import { grantsOf, grantsToldBy, WITH_GRANTS } from './replay';

const { User, Identity, AuditEvent, Settings, SettingsVersion, TenantState } = entities;
type Event = InstanceType<typeof AuditEvent>;

/** Where the rows of a tenant are not what its record tells. */
export async function brokenStories(manager: EntityManager, tenant: string): Promise<string[]> {
  const events = await manager.find(AuditEvent, { where: { tenant }, order: { at: 'ASC' } });
  const users = await manager.find(User, { where: { tenant }, relations: WITH_GRANTS });
  const identities = await manager.findBy(Identity, { tenant });
  const eventsOf = groupBy(events, ({ user }) => user);
  const identitiesOf = groupBy(identities, ({ userId }) => userId);
  const found: string[] = [];

  for (const user of users) {
    const story = eventsOf.get(user.id) ?? [];
    eventsOf.delete(user.id);
    const count = (...types: string[]) => story.filter(({ type }) => types.includes(type)).length;
    const say = (what: string) => found.push(`The record of ${user.email ?? user.id} ${what}`);
    if (count('created', 'invited') !== 1)
      say(`tells ${count('created', 'invited')} times how they came to be there`);
    const arrivals = count('created', 'linked');
    const arrived = identitiesOf.get(user.id)?.length ?? 0;
    if (arrivals !== arrived) say(`tells of ${arrivals} identities, and there are ${arrived}`);
    const { type = 'activated' } = story.findLast(({ type }) => /^(de)?activated$/.test(type)) ?? {};
    if ((type === 'activated') !== user.active) say(`ends with "${type}", which is not so`);
    const [held, told] = [grantsOf(user), toldBy(story)];
    if (!isDeepStrictEqual(held, told))
      say(`tells of ${JSON.stringify(told)}, there is ${JSON.stringify(held)}`);
  }
  for (const [user, story] of eventsOf) {
    const leftATrace = story.filter(({ type }) => !['denied', 'settings', 'released'].includes(type));
    if (leftATrace.length > 0 && leftATrace.at(-1)!.type !== 'invitation_withdrawn')
      found.push(`The record tells of a user ${user}, who is not there`);
  }
  return [...found, ...(await brokenSettings(manager, tenant, events))];
}

/** A story with a hole is no grant that there could be. */
function toldBy(story: Event[]): unknown {
  try {
    return grantsToldBy(story);
  } catch (error) {
    return String(error);
  }
}

async function brokenSettings(manager: EntityManager, tenant: string, events: Event[]): Promise<string[]> {
  const told = (type: string) => events.filter((event) => event.type === type).length;
  const { version = 0 } = (await manager.findOneBy(Settings, { tenant: tenant })) ?? {};
  const versions = await manager.countBy(SettingsVersion, { tenant });
  const state = await manager.findOneBy(TenantState, { tenant: tenant });
  const found: string[] = [];
  if (version !== versions || version !== told('settings'))
    found.push(
      `The settings are at version ${version}, with ${versions} in their history and ${told('settings')} in the record`,
    );
  if ((state?.lossesReleasedAt != null) !== told('released') > 0)
    found.push(
      `Held losses were released, or not, and the record tells ${told('released')} times that they were`,
    );
  if (state?.lossesHeldAt != null && told('held') === 0)
    found.push('Losses are held, and the record does not tell of it');
  return found;
}

function groupBy<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
