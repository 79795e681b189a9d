import { parseGroups, type Groups } from '../identity/groups';
import type { VerifiedIdentity } from '../identity/verified-identity';
import type { ProvisioningContext } from '../context';

/**
 * Asks the app's `resolveGroups` for the groups that a provider could not send. It is asked once a sign-in, outside of
 * any transaction. If it fails, the answer stays at "too many", with the reason.
 */
export function createGroupsResolver(context: ProvisioningContext, identity: VerifiedIdentity) {
  const { resolveGroups } = context.options;
  let pending: Promise<ResolvedGroups> | undefined;
  return (groups: Groups): ResolvedGroups | Promise<ResolvedGroups> => {
    if (groups.state !== 'overage' || resolveGroups === undefined) return { groups };
    return (pending ??= callHook(resolveGroups, context, identity));
  };
}

export interface ResolvedGroups {
  groups: Groups;
  /** Why `resolveGroups` gave nothing: one of this library's own texts, since customers read it in the audit log. */
  problem?: string;
}

async function callHook(
  resolveGroups: NonNullable<ProvisioningContext['options']['resolveGroups']>,
  { options: { resolveGroupsTimeout: timeoutMs }, events }: ProvisioningContext,
  identity: VerifiedIdentity,
): Promise<ResolvedGroups> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const names: unknown = await Promise.race([resolveGroups(identity, { signal }), rejectOnAbort(signal)]);
    const groups = Array.isArray(names) ? parseGroups(names) : undefined;
    if (groups?.state === 'present' || groups?.state === 'empty') return { groups };
    const problem = groups?.state === 'malformed' ? groups.problem : 'no list of names';
    return { groups: { state: 'overage' }, problem: `resolveGroups gave ${problem}` };
  } catch (error) {
    // The app's error may hold its access token or an address of its own network: it goes to the app alone.
    events.reportError(error, 'resolveGroups');
    const reason = signal.aborted ? `took over ${timeoutMs} ms` : 'failed';
    return { groups: { state: 'overage' }, problem: `resolveGroups ${reason}` };
  }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
}
