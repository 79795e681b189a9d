import { AttributesInput } from '../identity/attributes-input';
import type { GroupFormat } from '../identity/group-format';
import { Check, IfDefined, IsFlag, IsOneOf } from '../validation/decorators';
import type { NestedProblem, Problem } from '../validation/faults';
import { isJsonObject, jsonBytes } from '../validation/json';
import { parsePointer } from '../validation/json-pointer';
import { describeType, hasAtMost, nameProblem } from '../validation/text';
import { IsNested, nestedProblems } from '../validation/validate';
import type { ProviderSettings } from './group-sources';

const MAX_SOURCE_LENGTH = 255;
const MAX_SOURCES = 10;
const MAX_PROVIDERS = 100;
const MAX_PROVIDERS_BYTES = 65_536;

/** The name of an attribute, a JSON Pointer, or a list of these. */
export function IsGroupAttribute(): PropertyDecorator {
  return Check(groupAttributeProblems);
}

export function groupAttributeProblems(value: unknown): Problem | NestedProblem[] | undefined {
  if (!Array.isArray(value)) return sourceProblem(value);
  if (value.length === 0) return { code: 'empty', message: 'must name at least one attribute' };
  if (value.length > MAX_SOURCES)
    return { code: 'too_many', message: `must have at most ${MAX_SOURCES} attributes` };
  return value.flatMap((source: unknown, i): NestedProblem[] => {
    const problem = sourceProblem(source);
    if (problem !== undefined) return [{ ...problem, at: [i] }];
    return value.indexOf(source) === i
      ? []
      : [{ at: [i], code: 'duplicate', message: 'names an attribute twice' }];
  });
}

function sourceProblem(source: unknown): Problem | undefined {
  const problem = nameProblem(source, MAX_SOURCE_LENGTH);
  if (problem !== undefined || !(source as string).startsWith('/')) return problem;
  if (parsePointer(source as string) !== undefined) return undefined;
  const message = 'must be a JSON Pointer, because it starts with "/": write "~0" for "~" and "~1" for "/"';
  return { code: 'invalid_syntax', message };
}

class GroupFormatInput implements Record<keyof GroupFormat, unknown> {
  @IfDefined()
  @IsFlag()
  json: unknown;

  @IfDefined()
  @Check((value) =>
    typeof value === 'string' && value !== '' && hasAtMost(value, 10) && value.isWellFormed()
      ? undefined
      : { code: 'invalid_value', message: 'must be the separator, 1 to 10 characters' },
  )
  split: unknown;

  @IfDefined()
  @IsOneOf('cn')
  dn: unknown;
}

/** How the values of groups are read. */
export function IsGroupFormat(): PropertyDecorator {
  return IsNested(GroupFormatInput, { noun: 'key', listKeys: true });
}

class ProviderSettingsInput implements Record<keyof ProviderSettings, unknown> {
  @IfDefined()
  @IsGroupAttribute()
  groupAttribute: unknown;

  @IfDefined()
  @IsGroupFormat()
  groupFormat: unknown;

  @IfDefined()
  @IsNested(AttributesInput, { noun: 'key', listKeys: true })
  attributes: unknown;
}

/** Settings by the id of the provider. */
export function IsProviderSettings(): PropertyDecorator {
  return Check((value): Problem | NestedProblem[] | undefined => {
    if (!isJsonObject(value)) {
      const message = `must be an object with the settings of each provider, not ${describeType(value)}`;
      return { code: 'invalid_type', message };
    }
    const providers = Object.entries(value);
    if (providers.length > MAX_PROVIDERS)
      return { code: 'too_many', message: `must have at most ${MAX_PROVIDERS} providers` };
    const problems = providers.flatMap(([provider, settings]) => {
      const problem = nameProblem(provider, 128);
      const own: NestedProblem[] = problem === undefined ? [] : [{ ...problem, at: [provider] }];
      const inner = nestedProblems(ProviderSettingsInput, settings, { noun: 'key', listKeys: true });
      return [...own, ...inner.map((fault) => ({ ...fault, at: [provider, ...fault.at] }))];
    });
    if (problems.length > 0 || jsonBytes(value) <= MAX_PROVIDERS_BYTES) return problems;
    return { code: 'too_long', message: `must have at most ${MAX_PROVIDERS_BYTES} bytes as JSON` };
  });
}
