import { entities, type Provisioning, type ProvisioningOptions } from 'passport-jit';
import { MAPPING, openHarness, type Harness } from './harness';

/** The settings of a tenant before the first change. */
export const INITIAL_SETTINGS = {
  version: 0,
  justInTime: false,
  enhancedSync: false,
  groupAttribute: 'groups',
  mapping: null,
  fixed: false,
};

export const SYNC_SETTINGS = { justInTime: true, enhancedSync: true, mapping: MAPPING };

/** The library with its settings in the database. */
export function openStoredSettingsHarness(options: Partial<ProvisioningOptions> = {}): Promise<Harness> {
  return openHarness({ settings: undefined, ...options });
}

/** What a refused change leaves behind: nothing. */
export async function expectNothingStored({ dataSource }: Harness, jit: Provisioning): Promise<void> {
  expect(await jit.settings.get()).toMatchObject(INITIAL_SETTINGS);
  expect(await dataSource.manager.count(entities.Settings)).toBe(0);
  expect(await dataSource.manager.count(entities.AuditEvent)).toBe(0);
}
