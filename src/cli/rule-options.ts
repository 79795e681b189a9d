import { InvalidArgumentError, type Command } from 'commander';
import { DEFAULT_MAX_ENTRIES } from '../mapping/limits';
import type { MappingRules } from '../mapping/unknown-names';

/** What of the app's options a mapping is checked against. */
export interface RuleOptions {
  roles: readonly string[];
  permissions?: readonly string[];
  maxMappingEntries: number;
}

const DEFAULT_ROLES = ['TEAM_ADMIN', 'EDITOR', 'VIEWER'];

export function addRuleOptions(command: Command): Command {
  return command
    .option(
      '--roles <names>',
      'the roles that the app declares, with commas between them',
      parseList,
      DEFAULT_ROLES,
    )
    .option(
      '--permissions <names>',
      'the tenant permissions that it declares (left out: any name is right)',
      parseList,
    )
    .option(
      '--max-mapping-entries <n>',
      'how many entries the mapping may have in total',
      parseCount,
      DEFAULT_MAX_ENTRIES,
    );
}

export function toMappingRules({ roles, permissions, maxMappingEntries }: RuleOptions): MappingRules {
  return { roles, permissions, maxEntries: maxMappingEntries };
}

function parseCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number from 1 on.');
}

/** A list with commas between the names. */
export function parseList(text: string): string[] {
  const items = text.split(',');
  if (items.includes('')) throw new InvalidArgumentError('A name is empty. Write them as A,B,C.');
  if (new Set(items).size < items.length) throw new InvalidArgumentError('A name is there twice.');
  return items;
}
