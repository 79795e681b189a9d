import type { EntityManager } from 'typeorm';
import { emailKey } from '../identity/email';
import { plan, type Plan } from '../plan/plan';
import { foreseenChanges, isCounted, takesAway } from '../plan/stakes';
import { markSignedIn } from '../session/moments';
import { lacks, makeMissingCaseGroups, makeMissingTeams, namesIn } from '../store/directory';
import { NOTHING_AROUND, type Surroundings } from '../store/surroundings';
import { TenantLock } from '../store/tenant-lock';
import type { Work } from '../store/transaction';
import { UserWriter } from '../store/user-writer';
import { admitted, denied, type Outcome } from './outcome';
import { Outrun } from './outrun';
import { denialDetails, recordDenial, recordNotes } from './record';
import type { Arrival, Parts, Sight } from './sight';
import { writeSignIn } from './write-sign-in';

/**
 * Plans and writes. What is planned for is what was seen before the transaction; that it is still so is a condition of
 * the write, and where it is not, the sign-in begins again.
 *
 * @param isContended whether that has happened already: now everybody else of the tenant waits, and it looks again
 * @throws {Outrun}
 */
export async function applySignIn(
  parts: Parts,
  work: Work,
  arrival: Arrival,
  seen: Sight,
  isContended: boolean,
): Promise<Outcome> {
  const { manager } = work;
  const { options } = parts;
  const { tenant } = arrival.key;
  const writer = new UserWriter(manager, options, arrival.identity);
  if (isContended) await work.beginReading();
  let lock = isContended ? await TenantLock.take(manager, options, tenant) : undefined;
  const sight = isContended ? await lookLocked(arrival, manager, writer, seen) : seen;
  const { situation } = sight;
  const at = new Date();

  const wish = plan(situation);
  const surroundings = await lookAround(parts, work, arrival, sight, wish, isContended);
  if (sight.known !== undefined && isCounted(wish, sight.known.user, surroundings.lossesAreHeld)) {
    await work.beginReading();
    lock ??= await TenantLock.take(manager, options, tenant);
    const { id } = sight.known.user;
    situation.otherOwners = await lock.ownersOtherThan(id);
    situation.losses = await lock.losses(id, at, options.rules.lossLimits);
  }
  const final = plan(situation);
  await work.begin();
  if (final.decision === 'deny') await recordDenial(parts, manager, arrival, denialDetails(sight, final));
  if (final.decision === 'deny' && final.changes.length === 0) return denied(final);
  const user = await writeSignIn(parts, manager, arrival, writer, sight, final, surroundings, at);
  await recordNotes(parts, manager, arrival, final, user.id, at);
  if (final.notes.some(({ kind }) => kind === 'lossesHeld')) await lock?.hold(at);
  if (final.decision === 'deny') return denied(final);
  markSignedIn(user, at, final.synced);
  return admitted(final, user);
}

/** Looks once nobody else can change the user any more. */
async function lookLocked(
  arrival: Arrival,
  manager: EntityManager,
  writer: UserWriter,
  seen: Sight,
): Promise<Sight> {
  if (seen.known !== undefined) await writer.lock(seen.known.user.id);
  return arrival.look(manager.queryRunner!);
}

/** Looks at what the plan is about beside the user, and tells the planner of it. */
async function lookAround(
  parts: Parts,
  work: Work,
  arrival: Arrival,
  sight: Sight,
  wish: Plan,
  isContended: boolean,
): Promise<Surroundings> {
  const { manager } = work;
  const { options, surroundings } = parts;
  const runner = manager.queryRunner!;
  const { situation, claims, known } = sight;
  const { tenant } = arrival.key;
  const names = namesIn(foreseenChanges(wish));
  const email = known === undefined ? claims.email : undefined;
  if (email === undefined && names.teams.size === 0 && !takesAway(wish)) return NOTHING_AROUND;

  // The write of somebody known looks itself whether what is remembered is still so.
  const canRely = known !== undefined && wish.changes.length > 0 && !isContended;
  const recalled =
    canRely && !isCounted(wish, known.user, false) ? surroundings.recall(tenant, names) : undefined;
  if (recalled !== undefined) {
    situation.directory = recalled.directory;
    return recalled;
  }
  const look = () => surroundings.look(runner, tenant, names, email);
  let around = await look();
  if (around.emailIsTaken) await meetHolder(parts, manager, arrival, sight);
  if (options.rules.createMissingTeams && situation.found.as !== 'sameEmail') {
    const { entities } = options;
    const given = namesIn(wish.changes);
    if (lacks(around.directory, given)) await work.beginReading();
    if (await makeMissingTeams(manager, entities, tenant, given, around.directory)) around = await look();
    if (await makeMissingCaseGroups(manager, entities, given, around.directory)) around = await look();
  }
  situation.directory = around.directory;
  return around;
}

/** Somebody has the address of somebody new. */
async function meetHolder(
  { reader }: Parts,
  manager: EntityManager,
  arrival: Arrival,
  { situation, claims }: Sight,
): Promise<void> {
  const runner = manager.queryRunner!;
  const found = await reader.userByEmail(runner, arrival.key.tenant, emailKey(claims.email!));
  // It may be the same person, who has come in as this very identity meanwhile. So this is asked last.
  if ((await arrival.look(runner)).known !== undefined) throw new Outrun();
  if (found !== undefined) situation.found = { as: 'sameEmail', ...found };
}
