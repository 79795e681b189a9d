import type { Settings } from '../settings/settings';
import { jsonBytes } from '../validation/json';
import type { Steps } from '../validation/time-slice';
import { describeMappingChange } from './mapping-change';

/** The maximum number of UTF-8 bytes of the details of a settings event, as JSON. */
const MAX_DETAILS_BYTES = 8000;
/** How many of these the sources of the groups, or the settings of single providers, have at most. */
const MAX_VALUE_BYTES = 1600;

/**
 * The details of a settings event, in steps. A mapping has up to 4 MB, and each version of it is in the history; so the
 * event contains the mappings only if both are small. Otherwise it contains the added, removed and moved entries.
 */
export function* changeDetails(
  before: Settings,
  after: Settings,
  extraDetails: { rolledBackTo?: number } = {},
): Steps<Record<string, unknown>> {
  const { version } = after;
  const whole = {
    version,
    before: withoutRevision(before),
    after: withoutRevision(after),
    ...extraDetails,
  };
  const previousMapping = JSON.stringify(before.mapping);
  yield;
  const mapping = JSON.stringify(after.mapping);
  const isSmall = previousMapping.length + mapping.length <= MAX_DETAILS_BYTES;
  if (isSmall && jsonBytes(whole) <= MAX_DETAILS_BYTES) return whole;
  const isChanged = previousMapping !== mapping;
  const summarize = (settings: Settings, json: string) => {
    const { mapping: _, groupAttribute, providers, ...rest } = withoutRevision(settings);
    return {
      ...rest,
      groupAttribute: limitBytes(groupAttribute),
      ...(providers === undefined ? {} : { providers: limitBytes(providers) }),
      ...(isChanged ? { mapping: { omittedLength: Buffer.byteLength(json) } } : {}),
    };
  };
  yield;
  const summary = {
    version,
    before: summarize(before, previousMapping),
    after: summarize(after, mapping),
    ...extraDetails,
  };
  if (!isChanged) return summary;
  const maxBytes = MAX_DETAILS_BYTES - jsonBytes({ ...summary, mappingChange: 0 });
  const mappingChange = yield* describeMappingChange(before.mapping, after.mapping, maxBytes);
  return { ...summary, mappingChange };
}

/** A value, or how many bytes it has if they are too many. All of it is in the history, as the mapping is. */
function limitBytes(value: unknown): unknown {
  const bytes = jsonBytes(value);
  return bytes <= MAX_VALUE_BYTES ? value : { omittedLength: bytes };
}

function withoutRevision({ revision: _, ...settings }: Settings): Settings {
  return settings;
}
