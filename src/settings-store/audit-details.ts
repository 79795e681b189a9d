import type { Settings } from '../settings/settings';
import { jsonBytes } from '../validation/json';
import { describeMappingChange } from './mapping-change';

/** The maximum number of UTF-8 bytes of the details of a settings event, as JSON. */
const MAX_DETAILS_BYTES = 8000;
/** How many of these the sources of the groups, or the settings of single providers, have at most. */
const MAX_VALUE_BYTES = 1600;

/**
 * The details of a settings event. A mapping has up to 10 MB, and each version of it is in the history; so the event
 * contains the mappings only if both are small. Otherwise it contains the added, removed and moved entries.
 */
export function changeDetails(
  before: Settings,
  after: Settings,
  extraDetails: { rolledBackTo?: number } = {},
): Record<string, unknown> {
  const { version } = after;
  const whole = {
    version,
    before: withoutRevision(before),
    after: withoutRevision(after),
    ...extraDetails,
  };
  if (jsonBytes(whole) <= MAX_DETAILS_BYTES) return whole;
  const isChanged = JSON.stringify(before.mapping) !== JSON.stringify(after.mapping);
  const summarize = (settings: Settings) => {
    const { mapping, groupAttribute, providers, ...rest } = withoutRevision(settings);
    return {
      ...rest,
      groupAttribute: limitBytes(groupAttribute),
      ...(providers === undefined ? {} : { providers: limitBytes(providers) }),
      ...(isChanged ? { mapping: { omittedLength: jsonBytes(mapping) } } : {}),
    };
  };
  const summary = { version, before: summarize(before), after: summarize(after), ...extraDetails };
  if (!isChanged) return summary;
  const maxBytes = MAX_DETAILS_BYTES - jsonBytes({ ...summary, mappingChange: 0 });
  return { ...summary, mappingChange: describeMappingChange(before.mapping, after.mapping, maxBytes) };
}

/** A value, or how many bytes it has if they are too many. All of it is in the history, as the mapping is. */
function limitBytes(value: unknown): unknown {
  const bytes = jsonBytes(value);
  return bytes <= MAX_VALUE_BYTES ? value : { omittedLength: bytes };
}

function withoutRevision({ revision: _, ...settings }: Settings): Settings {
  return settings;
}
