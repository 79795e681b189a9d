import { inspect } from 'node:util';
import { parseGroups, type Groups } from '../identity/groups';
import type { VerifiedIdentity } from '../identity/verified-identity';
import type { ResolvedOptions } from '../options/options';

/**
 * Asks the app's `resolveGroups` for the groups that a provider could not send. It is asked once a sign-in, outside of
 * any transaction; whatever goes wrong with it leaves the answer at "too many", with the reason.
 */
export function createGroupsResolver(options: ResolvedOptions, identity: VerifiedIdentity) {
  let pending: Promise<ResolvedGroups> | undefined;
  return (groups: Groups): ResolvedGroups | Promise<ResolvedGroups> => {
    if (groups.state !== 'overage' || options.resolveGroups === undefined) return { groups };
    return (pending ??= callHook(options.resolveGroups, options.resolveGroupsTimeout, identity));
  };
}

export interface ResolvedGroups {
  groups: Groups;
  /** Why `resolveGroups` gave nothing. */
  problem?: string;
}

async function callHook(
  resolveGroups: NonNullable<ResolvedOptions['resolveGroups']>,
  timeoutMs: number,
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
    const reason = signal.aborted
      ? `took over ${timeoutMs} ms`
      : `failed: ${error instanceof Error ? String(error) : inspect(error)}`;
    return { groups: { state: 'overage' }, problem: `resolveGroups ${reason}`.slice(0, 500) };
  }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
}
