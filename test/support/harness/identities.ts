import type { DataSource } from 'typeorm';
import { entities } from 'passport-jit';
import type { Harness } from './harness';

/** How many rows every table has: what a refusal or a fault must not change. */
export async function rowCounts({ manager }: DataSource): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [name, entity] of Object.entries(entities)) counts[name] = await manager.count(entity);
  return counts;
}

/** The notes in the audit log of what was left out, and why. */
export async function ignoredClaims(harness: Harness): Promise<unknown[]> {
  const skipped = await harness.audit('skipped');
  return skipped.flatMap(({ details }) => (details as { notes: unknown[] }).notes);
}
