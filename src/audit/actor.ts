import type { Problem } from '../validation/faults';
import { nameProblem } from '../validation/text';

/** What stands before the id of a provider, where the actor is no person but a sign-in. */
const PROVIDER_PREFIX = 'provider:';

/** The actor of what a sign-in through this provider does. */
export function providerActor(provider: string): string {
  return `${PROVIDER_PREFIX}${provider}`;
}

/** Whether an actor stands for a provider. One that the app passed never looks so. */
export function isProviderActor(actor: string): boolean {
  return actor.startsWith(PROVIDER_PREFIX);
}

/**
 * What is wrong with an actor that comes from the app, which has 1 to 320 characters; `undefined` when nothing is. The
 * app may pass what a user chose, such as an address, and no actor must look like a provider in the audit log.
 */
export function actorProblem(actor: unknown): Problem | undefined {
  const problem = nameProblem(actor, 320);
  if (problem !== undefined || !looksLikeProvider(actor as string)) return problem;
  const message = `must not begin with "${PROVIDER_PREFIX}", which stands for an identity provider`;
  return { code: 'invalid_value', message };
}

/** Also with other capitals, full-width letters, or characters before or in it that cannot be seen. */
function looksLikeProvider(actor: string): boolean {
  const visible = actor.normalize('NFKC').replace(/[\s\p{C}\p{Default_Ignorable_Code_Point}]/gu, '');
  return visible.toLowerCase().startsWith(PROVIDER_PREFIX);
}
