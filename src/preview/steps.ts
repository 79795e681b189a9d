import { Database } from '../database/database';
import type { ResolvedOptions } from '../options/options';
import type { DenialCode } from '../errors';
import type { Change, Note } from '../plan/change';
import type { Plan } from '../plan/plan';
import { changesGroupSources } from '../settings/group-sources';
import type { CompiledSettings } from '../settings/settings';
import type { UserSnapshot } from '../store/load-grants';
import { TenantUsers } from '../store/tenant-users';
import { TimeSlice } from '../validation/time-slice';
import { grantDifferences, type GrantDifference } from './difference';
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
  /** The effect of the simulated settings alone: how the sign-in differs from one with the current settings. */
  difference: readonly GrantDifference[];
  /** The code, if the sign-in would be refused. */
  refused?: DenialCode;
  /** Why it would be refused with the current settings. */
  currentlyRefused?: DenialCode;
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
 *
 * @param current the settings that are in force, to compare with
 */
export async function* previewSteps(
  options: ResolvedOptions,
  settings: CompiledSettings,
  current: CompiledSettings,
): AsyncGenerator<PreviewStep, void, undefined> {
  const tenantUsers = new TenantUsers(Database.of(options.dataSource), options.entities, settings.tenant);
  const total = await tenantUsers.count();
  const simulation = await SignInSimulation.start(options, settings);
  const currentSimulation = await SignInSimulation.start(options, current);
  const counter = new PreviewCounter(simulation, settings);
  const slice = new TimeSlice();
  let done = 0;
  for await (const users of tenantUsers.pages()) {
    for (const user of users) {
      // A page takes long if users are in many groups and each group gives many grants.
      await slice.pause();
      const plan = simulation.signIn(user);
      const currentPlan = currentSimulation.signIn(user);
      const item = toPreviewItem(user, plan, currentPlan);
      counter.add(user, plan, item);
      if (item !== undefined) yield { type: 'user', ...item };
    }
    done += users.length;
    yield { type: 'progress', done, total: Math.max(total, done) };
  }
  const sourcesChanged = changesGroupSources(current, settings) ? { groupSourcesChanged: true as const } : {};
  yield { type: 'summary', ...counter.summary(), ...sourcesChanged };
}

/** `undefined` for an unaffected user: a refusal that does not depend on the settings happens today as well. */
function toPreviewItem(
  snapshot: UserSnapshot,
  plan: Plan | undefined,
  currentPlan: Plan | undefined,
): PreviewItem | undefined {
  if (plan === undefined || currentPlan === undefined) return undefined;
  const { id, email, firstName, lastName } = snapshot;
  const { changes, notes } = plan;
  const [refused, currentlyRefused] = [refusalOf(plan), refusalOf(currentPlan)];
  const difference = grantDifferences(snapshot, currentPlan, plan);
  const isAffected = changes.length + notes.length + difference.length > 0;
  if (!isAffected && refused === undefined && currentlyRefused === undefined) return undefined;
  return {
    user: { id, email, firstName, lastName },
    changes,
    notes,
    difference,
    ...(refused === undefined ? {} : { refused }),
    ...(currentlyRefused === undefined ? {} : { currentlyRefused }),
  };
}

function refusalOf({ decision, code }: Plan): DenialCode | undefined {
  return decision === 'deny' && dependsOnSettings(code) ? code : undefined;
}
