import { mappingSchema } from '../../../mapping/json-schema';
import { SETTINGS_VALUES } from '../../../settings/settings';
import {
  withDescription,
  boolean,
  dateTime,
  arrayOf,
  nullable,
  object,
  enumOf,
  ref,
  string,
  nonNegativeInteger,
  type Schema,
} from '../build';
import { actorPerson } from './audit';

const { $schema: _dialect, ...mapping } = mappingSchema();
const { $id: _id, ...Mapping } = mapping as typeof mapping & { $id?: string };

const valueProperties: Record<string, Schema> = {
  justInTime: withDescription('Whether a sign-in creates users who do not exist yet.', boolean),
  enhancedSync: withDescription('Works only together with justInTime.', enumOf(true, false, 'report-only')),
  groupAttribute: ref('GroupAttribute'),
  'groupFormat?': ref('GroupFormat'),
  'providers?': withDescription(
    'What differs at single providers, by their ids. Missing in settings: nothing. {} in a change: nothing from now on.',
    { type: 'object', maxProperties: 100, additionalProperties: ref('ProviderSettings') },
  ),
  mapping: nullable(ref('Mapping')),
};

/** The properties of the response that a request may contain but not change. */
const readOnlyProperties: Record<string, Schema> = {
  tenant: string,
  version: nonNegativeInteger,
  fixed: withDescription(
    'Whether the settings come from the code of the app and cannot be changed here.',
    boolean,
  ),
  roles: withDescription('The roles that a mapping may assign.', arrayOf(string)),
  permissions: withDescription(
    'The tenant permissions that a mapping may assign; null for any name.',
    nullable(arrayOf(string)),
  ),
  managedTeams: enumOf('all', 'mapped'),
  createMissingTeams: boolean,
  removalsHeldAt: withDescription('The time since which a mass removal is held.', nullable(dateTime)),
};

/** The names of properties that GET /settings returns and PUT /settings ignores. */
export const READ_ONLY: readonly string[] = Object.keys(readOnlyProperties);

const optionalReadOnlyProperties = Object.fromEntries(
  Object.entries(readOnlyProperties).map(([name, schema]) => [`${name}?`, { ...schema, readOnly: true }]),
);

const patchProperties = Object.fromEntries(
  Object.entries(valueProperties).map(([name, schema]) => [`${name.replace('?', '')}?`, schema]),
);
const confirmSchema = withDescription('Codes of the accepted dangers.', arrayOf(string));

const source: Schema = { type: 'string', minLength: 1, maxLength: 255 };
const attributeNames: Schema = { anyOf: [string, arrayOf(string)] };

export const settingsSchemas: Record<string, Schema> = {
  Mapping,
  GroupAttribute: {
    description:
      'The attribute or claim under which the provider sends the groups; with "/" at its beginning a JSON Pointer ' +
      '(RFC 6901), in which the token "*" matches every item of a list; or a list of these.',
    anyOf: [source, { ...arrayOf(source), minItems: 1, maxItems: 10, uniqueItems: true }],
  },
  GroupFormat: object(
    {
      'json?': withDescription('Whether a value may be a list in JSON, or in brackets.', boolean),
      'split?': withDescription('What separates several groups in a value.', {
        type: 'string',
        minLength: 1,
        maxLength: 10,
      }),
      'dn?': withDescription('A distinguished name counts as its first common name.', enumOf('cn')),
    },
    'In which form the groups come. Missing in settings, or {} in a change: each value is one group.',
  ),
  ProviderSettings: object(
    {
      'groupAttribute?': ref('GroupAttribute'),
      'groupFormat?': ref('GroupFormat'),
      'attributes?': object({
        'givenname?': attributeNames,
        'surname?': attributeNames,
        'avatar?': attributeNames,
        'email?': attributeNames,
      }),
    },
    'What of the settings differs at one provider.',
  ),
  Claims: object({
    items: arrayOf(
      object({
        provider: string,
        paths: withDescription('Each as groupAttribute takes it, sorted.', arrayOf(string)),
      }),
    ),
  }),
  SettingsValues: object(valueProperties),
  Settings: object({ ...valueProperties, ...readOnlyProperties }),
  SettingsPatch: object(
    patchProperties,
    'Omitted settings keep their values. Older spellings of the mapping are accepted.',
  ),
  SettingsChange: object(
    { ...patchProperties, ...optionalReadOnlyProperties, 'confirm?': confirmSchema },
    'Omitted settings keep their values. Read-only properties of the response are accepted and ignored.',
  ),
  SettingsRollback: object({
    version: withDescription('The version to restore.', nonNegativeInteger),
    'confirm?': confirmSchema,
  }),
  SettingsVersion: object({
    version: nonNegativeInteger,
    at: dateTime,
    actor: string,
    actorPerson,
    changed: withDescription(
      'The settings that differ from the previous version.',
      arrayOf(enumOf(...SETTINGS_VALUES)),
    ),
    settings: ref('SettingsValues'),
  }),
  SettingsHistory: object({
    items: arrayOf(ref('SettingsVersion')),
    next: withDescription('For the parameter "before" of the next page.', nullable(nonNegativeInteger)),
  }),
};
