import { markSignedIn } from '../session/sign-in-times';
import { ConcurrentChangeError } from '../database/retry';
import type { Plan } from '../plan/plan';
import { saveSentSources } from '../store/sent-sources';
import {
  createMissingCaseGroups,
  createMissingTeams,
  hasDeleted,
  hasMissing,
  namesInChanges,
  type TeamCatalog,
} from '../store/teams';
import { attachGroups, toAdmitted, toDenied, type Outcome } from './outcome';
import { auditDenial, auditNotes, denialDetails } from './audit-entries';
import type { SignInSnapshot } from './attempt';
import type { Gathered } from './gather';
import type { SignInWork } from './work';
import { writeSignIn } from './write';

/**
 * Writes a final plan. It is the only place that writes in a sign-in with changes. The write has a condition: the user
 * is still as loaded.
 *
 * @throws {ConcurrentChangeError} if the condition fails
 */
export async function apply(
  work: SignInWork,
  snapshot: SignInSnapshot,
  plan: Plan,
  { at, context: { catalog, precondition } }: Gathered,
): Promise<Outcome> {
  const { attempt, manager } = work;
  const teams = await createMissing(work, plan, catalog);
  await work.begin();
  if (plan.decision === 'deny') {
    await auditDenial(attempt.context, manager, attempt, denialDetails(snapshot, plan));
    if (plan.changes.length === 0) return toDenied(plan);
  }
  if (snapshot.sentSources !== undefined && plan.decision !== 'deny') {
    const { entities } = attempt.context.options;
    await saveSentSources(entities, manager, attempt.key, snapshot.sentSources);
  }
  const user = await writeSignIn(work, { snapshot, plan, at, teams, precondition });
  await auditNotes(work, plan, user.id, at);
  if (plan.notes.some(({ kind }) => kind === 'removalsHeld')) await work.holdRemovals(at);
  if (plan.decision === 'deny') return toDenied(plan);
  markSignedIn(user, at, plan.synced);
  attachGroups(user, snapshot.input.groups);
  return toAdmitted(plan, user);
}

/** Creates the missing teams and case groups of the plan's grants, if the app's options allow it. */
async function createMissing(work: SignInWork, plan: Plan, catalog: TeamCatalog): Promise<TeamCatalog> {
  const { manager, connection, attempt } = work;
  const { options, writeContextReader } = attempt.context;
  const { entities, rules } = options;
  const { tenant } = attempt.key;
  const names = namesInChanges(plan.changes);
  if (!rules.createMissingTeams || !hasMissing(catalog, names)) return catalog;

  await work.beginReadCommitted();
  // Another transaction may create the same rows at this moment. Therefore the ids are read back.
  const load = async () => (await writeContextReader.load(connection, tenant, names, undefined)).catalog;
  let teams = catalog;
  if (await createMissingTeams(manager, entities, names, { tenant, catalog })) teams = await load();
  if (await createMissingCaseGroups(manager, entities, names, teams)) teams = await load();
  // The app has deleted one of them at this moment, so it was not created.
  if (hasDeleted(teams, names)) throw new ConcurrentChangeError();
  return teams;
}
