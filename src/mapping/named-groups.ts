import type { CompiledMapping, MappedGrant } from './compile';

/** Whether an entry applies to sign-ins through a provider; `undefined`: through one that no entry names. */
export function applies({ provider: only }: Pick<MappedGrant, 'provider'>, provider: string | undefined) {
  return only === undefined || only === provider;
}

/** A provider; or any of them, to ask about the mapping as a whole. */
type ProviderFilter = { provider: string | undefined } | 'any';

/** Whether an entry names a group, or a prefix of it, for sign-ins through a provider. */
export function namesGroup(mapping: CompiledMapping, group: string, filter: ProviderFilter): boolean {
  return namesExactly(mapping, group, filter) || namesPrefix(mapping, group, filter);
}

/** Whether an entry has exactly this `group_name`. */
export function namesExactly({ byGroup }: CompiledMapping, group: string, filter: ProviderFilter): boolean {
  return byGroup.get(group)?.some((grant) => isMeant(grant, filter)) ?? false;
}

/** Whether an entry has a `group_prefix` that the group begins with. */
export function namesPrefix(mapping: CompiledMapping, group: string, filter: ProviderFilter): boolean {
  const { prefixes, byPrefix } = mapping;
  for (const place of prefixes.of(group)) {
    if (byPrefix[place]!.some((grant) => isMeant(grant, filter))) return true;
  }
  return false;
}

/** Whether any entry names a group for a provider. If none does, the provider's groups decide nothing. */
export function namesAnyGroup({ groupProviders }: CompiledMapping, provider: string): boolean {
  return groupProviders.has(undefined) || groupProviders.has(provider);
}

function isMeant(grant: MappedGrant, filter: ProviderFilter): boolean {
  return filter === 'any' || applies(grant, filter.provider);
}
