import type { DataSource } from 'typeorm';
import { entities, type Provisioning, type VerifiedIdentity } from 'passport-jit';
import { identity, type Harness } from './harness';

/** How many rows every table has: what a refusal or a fault must not change. */
export async function rowCounts({ manager }: DataSource): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [name, entity] of Object.entries(entities)) counts[name] = await manager.count(entity);
  return counts;
}

let userCount = 0;

/** Somebody who has never been here, with these attributes, through a provider that nobody has come through yet. */
export function signInNewUser(
  { jit }: { jit: Provisioning },
  attributes: Record<string, unknown>,
  more: Partial<VerifiedIdentity> & { provider?: string } = {},
) {
  const { provider = `idp ${++userCount}`, ...rest } = more;
  return jit.provision(identity(`newcomer ${userCount}`, undefined, { attributes, ...rest }), { provider });
}

/** Attributes as they come out of JSON, where `__proto__` is a name like others. */
export function fromJson(json: string): Record<string, unknown> {
  return JSON.parse(json) as Record<string, unknown>;
}

/** The notes of the record that say what was left out, and why. */
export async function ignoredClaims(harness: Harness): Promise<unknown[]> {
  const skipped = await harness.audit('skipped');
  return skipped.flatMap(({ details }) => (details as { notes: unknown[] }).notes);
}
