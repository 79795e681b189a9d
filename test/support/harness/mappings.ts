import type { DataSource } from 'typeorm';
import {
  createProvisioning,
  MappingError,
  type Fault,
  type Mapping,
  type ProvisioningOptions,
} from 'passport-jit';

export const ENTRY = { group_name: 'Everyone', team_name: 'Analytics', role_name: 'VIEWER' };

/** What is wrong with a mapping that comes from code; an empty list when nothing is. */
export function mappingFaults(
  dataSource: DataSource,
  mapping: unknown,
  options: Partial<ProvisioningOptions> = {},
): readonly Fault[] {
  try {
    createProvisioning({ dataSource, settings: { mapping: mapping as object }, ...options });
  } catch (error) {
    if (error instanceof MappingError) return error.faults;
    throw error;
  }
  return [];
}

/** The places of the faults alone, where the sentence is not the point. */
export function faultPaths(dataSource: DataSource, mapping: unknown): string[] {
  return mappingFaults(dataSource, mapping).map(({ path }) => path);
}

/** A mapping as it is read back, which is the form in which it is written. */
export async function normalizedMapping(dataSource: DataSource, mapping: unknown): Promise<Mapping | null> {
  const jit = createProvisioning({ dataSource, settings: { mapping: mapping as object } });
  return (await jit.settings.get()).mapping;
}
