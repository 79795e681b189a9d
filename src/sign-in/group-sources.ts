import { hash } from 'node:crypto';
import { missingSources, sourcesWithGroups, type Groups } from '../identity/groups';
import type { GroupSources } from '../settings/group-sources';
import { limitSentSources } from '../store/sent-sources';
import type { SignInRow } from '../store/user-reader';

/** What the row of an identity and the state of a provider say of the sources at which groups came before. */
type SentBefore = Pick<SignInRow, 'providerHasSentGroups' | 'sentSources'>;

/** Whether the provider has sent groups before at every source at which nothing came. */
export function hasSentMissing(
  groups: Groups,
  { sources, primary }: GroupSources,
  { providerHasSentGroups = false, sentSources = [] }: SentBefore,
): boolean {
  return missingSources(groups, sources).every(
    (source) => (source === primary && providerHasSentGroups) || sentSources.includes(source),
  );
}

/**
 * The sources of the provider as they are to be stored; `undefined` if this sign-in adds none. The row of an identity says
 * enough of a single source that is the tenant's first one.
 */
export function addSentSources(
  groups: Groups,
  groupSources: GroupSources,
  sentSources: readonly string[] = [],
): readonly string[] | undefined {
  if (groupSources.isPrimary) return undefined;
  const { sources } = groupSources;
  const added = sourcesWithGroups(groups, sources).filter((source) => !sentSources.includes(source));
  const kept = sentSources.filter((source) => sources.includes(source));
  const stored = limitSentSources([...kept, ...added]);
  return stored.some((source) => added.includes(source)) ? stored : undefined;
}

/** What the row of an identity keeps of the sources at which groups last came: a single source as it is. */
export function sourcesKey(sources: readonly string[]): string | null {
  if (sources.length <= 1) return sources[0] ?? null;
  const key = JSON.stringify(sources);
  return key.length <= MAX_KEY_LENGTH ? key : hash('sha256', key);
}

/** What the column `groupAttribute` of an identity holds. */
const MAX_KEY_LENGTH = 255;
