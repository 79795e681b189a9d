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
  justInTime: withDescription('Whether a sign-in creates the users who are not there yet.', boolean),
  enhancedSync: withDescription('Works only together with justInTime.', enumOf(true, false, 'report-only')),
  groupAttribute: withDescription(
    'The attribute or claim under which the provider sends the groups.',
    string,
  ),
  mapping: nullable(ref('Mapping')),
};

/** What comes along with them, and may be sent back with them. */
const readOnlyProperties: Record<string, Schema> = {
  tenant: string,
  version: nonNegativeInteger,
  fixed: withDescription(
    'Whether they come from the code of the app, so that they cannot be changed here.',
    boolean,
  ),
  roles: withDescription('The roles that a mapping may give.', arrayOf(string)),
  permissions: withDescription(
    'The tenant permissions that a mapping may give; null: any.',
    nullable(arrayOf(string)),
  ),
  managedTeams: enumOf('all', 'mapped'),
  createMissingTeams: boolean,
  removalsHeldAt: withDescription('Since when a mass removal is held.', nullable(dateTime)),
};

/** Names of what GET /settings tells and PUT /settings takes without looking at it. */
export const READ_ONLY: readonly string[] = Object.keys(readOnlyProperties);

const optionalReadOnlyProperties = Object.fromEntries(
  Object.entries(readOnlyProperties).map(([name, schema]) => [`${name}?`, { ...schema, readOnly: true }]),
);

const patchProperties = Object.fromEntries(
  Object.entries(valueProperties).map(([name, schema]) => [`${name}?`, schema]),
);
const confirmSchema = withDescription('Codes of the dangers that are meant.', arrayOf(string));

export const settingsSchemas: Record<string, Schema> = {
  Mapping,
  SettingsValues: object(valueProperties),
  Settings: object({ ...valueProperties, ...readOnlyProperties }),
  SettingsPatch: object(
    patchProperties,
    'What is left out stays as it is. Older spellings of the mapping are read too.',
  ),
  SettingsChange: object(
    { ...patchProperties, ...optionalReadOnlyProperties, 'confirm?': confirmSchema },
    'What is left out stays as it is. Settings may be sent back as they came: what is read-only is not looked at.',
  ),
  SettingsRollback: object({
    version: withDescription('The version to go back to.', nonNegativeInteger),
    'confirm?': confirmSchema,
  }),
  SettingsVersion: object({
    version: nonNegativeInteger,
    at: dateTime,
    actor: string,
    actorPerson,
    changed: withDescription(
      'What differs from the version before.',
      arrayOf(enumOf('justInTime', 'enhancedSync', 'groupAttribute', 'mapping')),
    ),
    settings: ref('SettingsValues'),
  }),
  SettingsHistory: object({
    items: arrayOf(ref('SettingsVersion')),
    next: withDescription('For the parameter "before" of the next page.', nullable(nonNegativeInteger)),
  }),
};
