import type { Problem } from '../validation/faults';
import { nameProblem } from '../validation/text';

/** The prefix of a provider's id if the actor is a sign-in. */
const PROVIDER_PREFIX = 'provider:';

/** The actor of all changes that a sign-in through this provider makes. */
export function providerActor(provider: string): string {
  return `${PROVIDER_PREFIX}${provider}`;
}

/** Whether an actor stands for a provider. One that the app passed never looks so. */
export function isProviderActor(actor: string): boolean {
  return actor.startsWith(PROVIDER_PREFIX);
}

/**
 * The problem of an actor that comes from the app, which must have 1 to 320 characters; `undefined` if it is valid. The
 * app may pass text that a user chose, such as an address, and no actor may look like a provider in the audit log.
 */
export function actorProblem(actor: unknown): Problem | undefined {
  const problem = nameProblem(actor, 320);
  if (problem !== undefined || !looksLikeProvider(actor as string)) return problem;
  const message = `must not begin with "${PROVIDER_PREFIX}", which stands for an identity provider`;
  return { code: 'invalid_value', message };
}

/** Detects capitals, full-width letters and invisible characters as well. */
function looksLikeProvider(actor: string): boolean {
  const visible = actor.normalize('NFKC').replace(/[\s\p{C}\p{Default_Ignorable_Code_Point}]/gu, '');
  return visible.toLowerCase().startsWith(PROVIDER_PREFIX);
}
