import { mappingSchema } from '../../../mapping/schema';
import {
  described,
  flag,
  instant,
  list,
  nullable,
  object,
  oneOf,
  ref,
  text,
  whole,
  type Schema,
} from '../build';

const { $schema: _dialect, ...mapping } = mappingSchema();
const { $id: _id, ...Mapping } = mapping as typeof mapping & { $id?: string };

const content: Record<string, Schema> = {
  justInTime: described('Whether a sign-in creates the users who are not there yet.', flag),
  enhancedSync: described('Works only together with justInTime.', oneOf(true, false, 'report-only')),
  groupAttribute: described('The attribute or claim under which the provider sends the groups.', text),
  mapping: nullable(ref('Mapping')),
};

/** What comes along with them, and may be sent back with them. */
const told: Record<string, Schema> = {
  tenant: text,
  version: whole,
  fixed: described('Whether they come from the code of the app, so that they cannot be changed here.', flag),
  roles: described('The roles that a mapping may give.', list(text)),
  permissions: described('The tenant permissions that a mapping may give; null: any.', nullable(list(text))),
  managedTeams: oneOf('all', 'mapped'),
  createMissingTeams: flag,
  lossesHeldAt: described('Since when a wave of losses is held.', nullable(instant)),
};

/** Names of what GET /settings tells and PUT /settings takes without looking at it. */
export const READ_ONLY: readonly string[] = Object.keys(told);

const readOnly = Object.fromEntries(
  Object.entries(told).map(([name, schema]) => [`${name}?`, { ...schema, readOnly: true }]),
);

const patch = Object.fromEntries(Object.entries(content).map(([name, schema]) => [`${name}?`, schema]));
const confirm = described('Codes of the dangers that are meant.', list(text));

export const settingsSchemas: Record<string, Schema> = {
  Mapping,
  SettingsContent: object(content),
  Settings: object({ ...content, ...told }),
  SettingsPatch: object(
    patch,
    'What is left out stays as it is. Older spellings of the mapping are read too.',
  ),
  SettingsChange: object(
    { ...patch, ...readOnly, 'confirm?': confirm },
    'What is left out stays as it is. Settings may be sent back as they came: what is read-only is not looked at.',
  ),
  SettingsRollback: object({ version: described('The version to go back to.', whole), 'confirm?': confirm }),
  SettingsVersion: object({
    version: whole,
    at: instant,
    actor: text,
    changed: described(
      'What differs from the version before.',
      list(oneOf('justInTime', 'enhancedSync', 'groupAttribute', 'mapping')),
    ),
    settings: ref('SettingsContent'),
  }),
  SettingsHistory: object({
    items: list(ref('SettingsVersion')),
    next: described('For the parameter "before" of the next page.', nullable(whole)),
  }),
};
