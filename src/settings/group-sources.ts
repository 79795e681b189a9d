import type { AttributeNames } from '../identity/claims';
import type { GroupFormat } from '../identity/group-format';
import type { GroupAttribute } from '../identity/group-source';

/** What of the settings differs at one provider of the tenant. What is left out is as for the other providers. */
export interface ProviderSettings {
  /** Where this provider sends the groups, instead of the tenant's `groupAttribute`. */
  groupAttribute?: GroupAttribute;
  /** In which form this provider sends them, instead of the tenant's `groupFormat`. `{}`: one group in each value. */
  groupFormat?: GroupFormat;
  /** Where to read the profile. A name that is given here counts instead of that in the option `attributes` of `jit.wrap`. */
  attributes?: AttributeNames;
}

/** Where the settings say that groups are. */
export interface GroupSettings {
  groupAttribute: GroupAttribute;
  groupFormat?: GroupFormat;
  /** By the id of the provider. */
  providers?: Readonly<Record<string, ProviderSettings>>;
}

/** Where the groups of one provider are read, and in which form they come. */
export interface GroupSources {
  /** Each of them a name or a pointer. */
  sources: readonly string[];
  groupFormat: GroupFormat | undefined;
  attributes: AttributeNames | undefined;
  /** The tenant's first source. The rows of the identities say whether it was ever sent alone. */
  primary: string;
  /** Whether that is the only source. */
  isPrimary: boolean;
}

export function groupSourcesOf(settings: GroupSettings, provider: string): GroupSources {
  const { providers = {} } = settings;
  const own = Object.hasOwn(providers, provider) ? providers[provider] : undefined;
  const sources = toSources(own?.groupAttribute ?? settings.groupAttribute);
  const primary = primarySource(settings);
  return {
    sources,
    groupFormat: own?.groupFormat ?? settings.groupFormat,
    attributes: own?.attributes,
    primary,
    isPrimary: sources.length === 1 && sources[0] === primary,
  };
}

/** The first source of the tenant. */
export function primarySource({ groupAttribute }: Pick<GroupSettings, 'groupAttribute'>): string {
  return toSources(groupAttribute)[0] ?? '';
}

/** Whether other groups would be read out of the same claims. */
export function changesGroupSources(before: GroupSettings, after: GroupSettings): boolean {
  const readingOf = ({ groupAttribute, groupFormat, providers = {} }: GroupSettings) =>
    JSON.stringify([
      groupAttribute,
      groupFormat ?? null,
      Object.entries(providers).flatMap(([provider, { groupAttribute: source, groupFormat: format }]) =>
        source === undefined && format === undefined ? [] : [[provider, source, format]],
      ),
    ]);
  return readingOf(before) !== readingOf(after);
}

function toSources(groupAttribute: GroupAttribute): readonly string[] {
  return typeof groupAttribute === 'string' ? [groupAttribute] : groupAttribute;
}

/** What `groupAttribute` alone does not say, as a row of the settings stores it. */
export interface StoredGroupSources {
  /** All sources, if there are several; the first is in the column `groupAttribute`. */
  groupAttribute?: readonly string[];
  groupFormat?: GroupFormat;
  providers?: Readonly<Record<string, ProviderSettings>>;
}

/** The columns of a settings row that say where groups are. */
export interface GroupColumns {
  groupAttribute: string;
  groupSources: StoredGroupSources | null;
}

export function toGroupColumns(settings: GroupSettings): GroupColumns {
  const { groupAttribute, groupFormat, providers } = settings;
  const groupSources: StoredGroupSources = {
    ...(typeof groupAttribute === 'string' ? {} : { groupAttribute }),
    ...(groupFormat === undefined ? {} : { groupFormat }),
    ...(providers === undefined ? {} : { providers }),
  };
  return {
    groupAttribute: primarySource(settings),
    groupSources: Object.keys(groupSources).length === 0 ? null : groupSources,
  };
}

export function fromGroupColumns({ groupAttribute, groupSources }: GroupColumns): GroupSettings {
  return { groupAttribute, ...groupSources };
}
