import type { IncomingMessage, ServerResponse } from 'node:http';
import { isInFuture } from '../entities/timestamp';
import type { UserBase } from '../entities/user';
import { ProvisioningError } from '../errors';
import { parseDuration, type Duration } from '../validation/duration';
import { sendProblem, sendRedirect } from '../http/problem-details';
import { settle } from '../http/settle';
import { isSynced } from '../settings/settings';
import type { SettingsSource } from '../settings-store/settings-source';

/** The freshness that `jit.requireFreshSync` requires. */
export interface FreshSyncOptions {
  /** The maximum age of the last sync: milliseconds, or text such as `'8h'`. */
  maxAge: Duration;
  /**
   * The URL to which a browser with an older sync is redirected.
   *
   * @default none: the response has the status 401 and says why
   */
  signInUrl?: string;
}

/**
 * Creates middleware that requires a new sign-in if the last sync of the user is too old: a sync happens only at
 * sign-in, so a session can outlive a group.
 *
 * @throws {ProvisioningError} `options_invalid`
 */
export function createRequireFreshSync({ maxAge, signInUrl }: FreshSyncOptions, settings: SettingsSource) {
  const maxAgeMs = parseDuration(maxAge);
  if (maxAgeMs === undefined) {
    throw new ProvisioningError(
      'options_invalid',
      `requireFreshSync: maxAge must be a length of time such as '8h', not ${JSON.stringify(maxAge)}`,
    );
  }

  return function requireFreshSync(
    req: IncomingMessage,
    res: ServerResponse,
    next: (error?: unknown) => void,
  ): void {
    const respond = (code: SyncProblem | undefined) => {
      if (code === undefined) next();
      else if (signInUrl !== undefined && code !== 'sync_unavailable' && acceptsHtml(req))
        sendRedirect(res, signInUrl);
      else sendProblem(res, syncError(code));
    };
    settle(findSyncProblem((req as { user?: UserBase }).user, maxAgeMs, settings), respond, next);
  };
}

/** The reason why a session does not count as freshly synced. */
export type SyncProblem = keyof typeof MESSAGES;

/** The problem of a user's last sync; `undefined` if it is fresh, or if the tenant is not synced. */
export async function findSyncProblem(
  user: UserBase | undefined,
  maxAge: number,
  settings: SettingsSource,
): Promise<SyncProblem | undefined> {
  if (!user) return 'sign_in_required';
  if (!isSynced(await settings.load(user.tenant))) return undefined;
  const now = Date.now();
  const isFresh = (timestamp: Date | null) =>
    timestamp !== null && !isInFuture(timestamp, now) && now - timestamp.getTime() <= maxAge;
  if (isFresh(user.lastSyncedAt)) return undefined;
  // A user who has just signed in without a sync would be redirected in a loop.
  return lastSyncFailed(user) && isFresh(user.lastSignInAt) ? 'sync_unavailable' : 'sync_stale';
}

export function syncError(problem: SyncProblem): ProvisioningError {
  return new ProvisioningError(problem, MESSAGES[problem], { status: STATUS[problem] });
}

/** Whether the last sign-in could not update the grants: it brought no groups, or a mass removal is held. */
function lastSyncFailed({ groupsState, removalsHeldAt }: UserBase): boolean {
  return (groupsState !== 'present' && groupsState !== 'empty') || removalsHeldAt !== null;
}

const MESSAGES = {
  sign_in_required: 'Sign in first.',
  sync_stale: 'Your last sign-in was too long ago for this page. Sign in again.',
  sync_unavailable:
    'Your sign-in could not bring your access up to date, so this page stays closed. Ask an administrator.',
};
const STATUS = { sign_in_required: 401, sync_stale: 401, sync_unavailable: 403 };

function acceptsHtml(req: IncomingMessage): boolean {
  return (req.method === 'GET' || req.method === 'HEAD') && (req.headers.accept ?? '').includes('text/html');
}
