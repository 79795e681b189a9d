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

/** The effect of the next sign-in of one user. */
export interface PreviewItem {
  /** The user before the sign-in. */
  user: { id: string; email: string | null; firstName: string | null; lastName: string | null };
  /** The grants that the user would gain and lose, with the reason of each. */
  changes: readonly Change[];
  /** The actions that the sign-in would skip, with the reasons. */
  notes: readonly Note[];
  /** The code, if the sign-in would be refused. */
  refused?: DenialCode;
}

/** The progress of a preview. */
export interface PreviewProgress {
  /** The number of simulated users. */
  done: number;
  /** The number of users of the tenant. */
  total: number;
}

export type PreviewStep =
  | ({ type: 'progress' } & PreviewProgress)
  | ({ type: 'user' } & PreviewItem)
  | ({ type: 'summary' } & PreviewSummary);

/**
 * A simulation of all users, one step at a time. It yields the affected users and the progress, and finally the
 * summary.
 */
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
      // A page takes long if users are in many groups and each group gives many grants.
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

/** `undefined` for an unaffected user: a refusal that does not depend on the settings happens today as well. */
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
