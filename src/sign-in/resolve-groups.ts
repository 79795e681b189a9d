import type { Claims } from '../identity/claims';
import { addNames, parseGroups, type Groups } from '../identity/groups';
import type { VerifiedIdentity } from '../identity/verified-identity';
import type { ProvisioningContext } from '../context';
import type { ResolveGroups } from '../options/options';

/**
 * Calls the app's `resolveGroups` for the groups that a provider did not send. It is called once per sign-in, outside of
 * any transaction. If it fails, the state of the groups stays, with the reason.
 */
export function createGroupsResolver(context: ProvisioningContext, identity: VerifiedIdentity) {
  const { resolveGroups, resolveGroupsFor } = context.options;
  let pending: Promise<Partial<GroupsResolution>> | undefined;
  return ({ groups, issuerMismatch = false }: Claims): GroupsResolution | Promise<GroupsResolution> => {
    const { state } = groups;
    if (resolveGroups === undefined || !resolveGroupsFor.some((each) => each === state)) return { groups };
    // An identity of an unexpected issuer is refused: no API is queried for it.
    if (issuerMismatch) return { groups };
    pending ??= callHook(resolveGroups, context, identity);
    return pending.then((resolution) => ({ groups, ...withOtherNames(resolution, groups) }));
  };
}

export interface GroupsResolution {
  groups: Groups;
  /**
   * The reason why `resolveGroups` returned no groups. It is a text of this library, because customers read it in the
   * audit log.
   */
  problem?: string;
}

/** What was resolved stands for the source whose groups were too many: the names of the other sources count as well. */
function withOtherNames(resolution: Partial<GroupsResolution>, sent: Groups): Partial<GroupsResolution> {
  const names = sent.state === 'overage' ? sent.names : undefined;
  if (resolution.groups === undefined || names === undefined) return resolution;
  return { ...resolution, groups: addNames(resolution.groups, names) };
}

async function callHook(
  resolveGroups: ResolveGroups,
  { options: { resolveGroupsTimeout: timeoutMs }, events }: ProvisioningContext,
  identity: VerifiedIdentity,
): Promise<Partial<GroupsResolution>> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const names: unknown = await Promise.race([resolveGroups(identity, { signal }), rejectOnAbort(signal)]);
    if (names === null) return {};
    const groups = Array.isArray(names) ? parseGroups(names) : undefined;
    if (groups?.state === 'present' || groups?.state === 'empty') return { groups };
    const problem = groups?.state === 'malformed' ? groups.problem : 'no list of names';
    return { problem: `resolveGroups gave ${problem}` };
  } catch (error) {
    // The app's error may contain an access token or an internal address, so only the app receives it.
    events.reportError(error, 'resolveGroups');
    const reason = signal.aborted ? `took over ${timeoutMs} ms` : 'failed';
    return { problem: `resolveGroups ${reason}` };
  }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
}
