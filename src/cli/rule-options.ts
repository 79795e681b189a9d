import { InvalidArgumentError, type Command } from 'commander';
import { DEFAULT_MAX_BYTES, DEFAULT_MAX_ENTRIES } from '../mapping/limits';
import type { MappingRules } from '../mapping/unknown-names';

/** The options of the app that a mapping is checked against. */
export interface RuleOptions {
  roles: readonly string[];
  permissions?: readonly string[];
  maxMappingEntries: number;
  maxMappingBytes: number;
}

const DEFAULT_ROLES = ['TEAM_ADMIN', 'EDITOR', 'VIEWER'];

export function addRuleOptions(command: Command): Command {
  return command
    .option(
      '--roles <names>',
      'the roles that the app declares, separated by commas',
      parseList,
      DEFAULT_ROLES,
    )
    .option(
      '--permissions <names>',
      'the tenant permissions that the app declares (default: any name)',
      parseList,
    )
    .option(
      '--max-mapping-entries <n>',
      'the maximum number of entries in the mapping',
      parseCount,
      DEFAULT_MAX_ENTRIES,
    )
    .option(
      '--max-mapping-bytes <n>',
      'how many bytes the mapping may have as JSON',
      parseCount,
      DEFAULT_MAX_BYTES,
    );
}

export function toMappingRules({
  roles,
  permissions,
  maxMappingEntries: maxEntries,
  maxMappingBytes: maxBytes,
}: RuleOptions): MappingRules {
  return { roles, permissions, maxEntries, maxBytes };
}

function parseCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number from 1 on.');
}

/** A list of names, separated by commas. */
export function parseList(text: string): string[] {
  const items = text.split(',');
  if (items.includes('')) throw new InvalidArgumentError('A name is empty. Write them as A,B,C.');
  if (new Set(items).size < items.length) throw new InvalidArgumentError('There is a duplicate name.');
  return items;
}
