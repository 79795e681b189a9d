import type { EntityManager } from 'typeorm';
import type { EntitySet } from '../entities/define-entities';

/** The sources in the column `sentSources`. */
export function parseSentSources(value: unknown): readonly string[] {
  return typeof value === 'string' ? (JSON.parse(value) as string[]) : [];
}

/**
 * Stores at which sources a provider has sent groups. Of two sign-ins at the same moment one may overwrite what the other
 * adds; the next sign-in adds it again.
 */
export async function saveSentSources(
  { ProviderState }: Pick<EntitySet, 'ProviderState'>,
  manager: EntityManager,
  key: { tenant: string; provider: string },
  sources: readonly string[],
): Promise<void> {
  const { metadata } = manager.getRepository(ProviderState);
  const columnName = (property: string) => metadata.findColumnWithPropertyName(property)!.databaseName;
  await manager
    .createQueryBuilder()
    .insert()
    .into(ProviderState)
    .values({ ...key, sentSources: JSON.stringify(sources) })
    .orUpdate([columnName('sentSources')], [columnName('tenant'), columnName('provider')])
    .updateEntity(false)
    .callListeners(false)
    .execute();
}

/** The longest list that the column holds. What does not fit counts as never sent, so that nothing is removed. */
export function limitSentSources(sources: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const source of sources) {
    if (JSON.stringify([...kept, source]).length <= MAX_LENGTH) kept.push(source);
  }
  return kept;
}

const MAX_LENGTH = 4096;
