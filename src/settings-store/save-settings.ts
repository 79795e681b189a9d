import type { EntityManager } from 'typeorm';
import type { EntitySet } from '../entities/define-entities';
import { isConflict } from '../database/retry';
import type { Settings } from '../settings/settings';

/** Thrown when the settings are not at the version that a change was made for. */
export class StaleVersionError extends Error {}

/**
 * Writes settings only over the version that they follow, so that of two changes at the same moment one is refused.
 *
 * @throws {StaleVersionError} the transaction cannot be used any more
 */
export async function saveSettings(
  manager: EntityManager,
  { Settings }: EntitySet,
  { tenant, version, justInTime, enhancedSync, groupAttribute, mapping }: Settings,
  updatedAt: Date,
): Promise<void> {
  const row = { version, justInTime, enhancedSync, groupAttribute, mapping, updatedAt };
  if (version > 1) {
    const { affected } = await manager.update(Settings, { tenant, version: version - 1 }, row);
    if (affected !== 1) throw new StaleVersionError();
    return;
  }
  try {
    await manager.insert(Settings, { tenant, ...row });
  } catch (error) {
    throw isConflict(error) ? new StaleVersionError() : error;
  }
}
