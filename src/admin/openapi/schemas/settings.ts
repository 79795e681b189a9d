import { mappingSchema } from '../../../mapping/json-schema';
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
  groupAttribute: withDescription(
    'The attribute or claim under which the provider sends the groups.',
    string,
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
  Object.entries(valueProperties).map(([name, schema]) => [`${name}?`, schema]),
);
const confirmSchema = withDescription('Codes of the accepted dangers.', arrayOf(string));

export const settingsSchemas: Record<string, Schema> = {
  Mapping,
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
      arrayOf(enumOf('justInTime', 'enhancedSync', 'groupAttribute', 'mapping')),
    ),
    settings: ref('SettingsValues'),
  }),
  SettingsHistory: object({
    items: arrayOf(ref('SettingsVersion')),
    next: withDescription('For the parameter "before" of the next page.', nullable(nonNegativeInteger)),
  }),
};
