import type { Groups } from '../identity/groups';
import { namesAnyGroup } from '../mapping/named-groups';
import { groupSourcesOf } from '../settings/group-sources';
import type { CompiledSettings } from '../settings/settings';
import { rejectJoinedGroups } from './joined-groups';

/**
 * The groups that decide something. Where no entry names a group for the provider, none do, whatever arrived. Before there
 * is a mapping, groups count: the administrator chooses from them.
 */
export function relevantGroups(groups: Groups, settings: CompiledSettings, provider: string): Groups {
  if (!readsGroups(settings, provider)) return { state: 'empty' };
  const { groupFormat } = groupSourcesOf(settings, provider);
  return rejectJoinedGroups(groups, settings.compiledMapping, provider, groupFormat);
}

/** Whether the groups of a provider are read. */
export function readsGroups({ mapping, compiledMapping }: CompiledSettings, provider: string): boolean {
  return mapping === null || namesAnyGroup(compiledMapping, provider);
}
