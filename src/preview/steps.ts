import { Database } from '../database/database';
import type { ResolvedOptions } from '../options/options';
import type { DenialCode } from '../errors';
import type { Change, Note } from '../plan/change';
import type { Plan } from '../plan/plan';
import type { CompiledSettings } from '../settings/settings';
import type { UserSnapshot } from '../store/load-grants';
import { TenantUsers } from '../store/tenant-users';
import { TimeSlice } from '../validation/time-slice';
import { dependsOnSettings, SignInSimulation } from './simulation';
import { PreviewCounter, type PreviewSummary } from './summary';

/** What the next sign-in of one user would do. */
export interface PreviewItem {
  /** The user, as they are now. */
  user: { id: string; email: string | null; firstName: string | null; lastName: string | null };
  /** What the user would gain and lose, with the reason of each. */
  changes: readonly Change[];
  /** What it would leave undone, and why. */
  notes: readonly Note[];
  /** Why it would be refused. */
  refused?: DenialCode;
}

/** How far a preview has come. */
export interface PreviewProgress {
  /** Users who have been looked at. */
  done: number;
  /** All users of the tenant. */
  total: number;
}

export type PreviewStep =
  | ({ type: 'progress' } & PreviewProgress)
  | ({ type: 'user' } & PreviewItem)
  | ({ type: 'summary' } & PreviewSummary);

/** A round of everybody, one step at a time: users to whom something happens, how far it is, and last the summary. */
export async function* previewSteps(
  options: ResolvedOptions,
  settings: CompiledSettings,
): AsyncGenerator<PreviewStep, void, undefined> {
  const tenantUsers = new TenantUsers(Database.of(options.dataSource), options.entities, settings.tenant);
  const total = await tenantUsers.count();
  const simulation = await SignInSimulation.start(options, settings);
  const counter = new PreviewCounter(simulation, settings);
  const slice = new TimeSlice();
  let done = 0;
  for await (const users of tenantUsers.pages()) {
    for (const user of users) {
      // A page takes long, where users are in many groups and each group gives many grants.
      await slice.pause();
      const plan = simulation.signIn(user);
      counter.add(user, plan);
      const item = plan && toPreviewItem(user, plan);
      if (item !== undefined) yield { type: 'user', ...item };
    }
    done += users.length;
    yield { type: 'progress', done, total: Math.max(total, done) };
  }
  yield { type: 'summary', ...counter.summary() };
}

/** Nothing for an unaffected user: a refusal that does not depend on the settings happens today as well. */
function toPreviewItem(
  { id, email, firstName, lastName }: UserSnapshot,
  plan: Plan,
): PreviewItem | undefined {
  const { decision, code, changes, notes } = plan;
  const refused = decision === 'deny' && dependsOnSettings(code) ? code : undefined;
  if (changes.length === 0 && notes.length === 0 && refused === undefined) return undefined;
  const user = { id, email, firstName, lastName };
  return { user, changes, notes, ...(refused === undefined ? {} : { refused }) };
}
