import type { MappingDocument } from './scenario';
import type { SeededRandom } from './seeded-random';

export type RandomMapping = MappingDocument;

const PREFIXES = ['Con', 'Cont', 'Contractors', 'Sal'];
const NAMES = ['Con', 'Contractors', 'Contractors Berlin', 'Sales', 'Admins', '__proto__'];
const PROVIDERS = ['okta', 'entra'];
const TEAMS = ['Alpha', 'Beta'];
const ROLES = ['EDITOR', 'VIEWER'];

/** All groups that make a difference: each name, and for each prefix a group that no entry names in another way. */
export function relevantNames(...mappings: readonly RandomMapping[]): string[] {
  const text = JSON.stringify(mappings);
  return [
    ...NAMES.filter((name) => text.includes(JSON.stringify(name))),
    ...PREFIXES.filter((prefix) => text.includes(`"group_prefix":"${prefix}"`)).map((prefix) => `${prefix}x`),
  ];
}

export function randomMapping(random: SeededRandom): RandomMapping {
  const mapping: RandomMapping = { mappings: list(1 + random.below(5), () => entry(random)) };
  if (random.below(2) === 0) mapping.tenant_owners_groups = list(random.below(3), () => oneOf(random, NAMES));
  if (random.below(2) === 0) {
    mapping.tenant_permission = list(random.below(3), () => ({
      ...groupKeys(random),
      permission_name: 'READ',
    }));
  }
  if (random.below(2) === 0) {
    mapping.everyone = list(random.below(3), () => ({ ...teamKeys(random), ...provider(random) }));
  }
  return mapping;
}

/** The mapping with one edit, of the kind that a pull request has. */
export function randomChange(random: SeededRandom, mapping: RandomMapping): RandomMapping {
  const mappings = [...mapping.mappings];
  const at = random.below(mappings.length);
  switch (random.below(4)) {
    case 0:
      mappings.splice(at, 0, entry(random));
      break;
    case 1:
      mappings.push(...mappings.splice(at, 1));
      break;
    case 2:
      mappings[at] = { ...mappings[at]!, role_name: oneOf(random, ROLES) };
      break;
    default:
      if (mappings.length > 1) mappings.splice(at, 1);
      else return { ...mapping, everyone: [teamKeys(random)] };
  }
  return { ...mapping, mappings };
}

function entry(random: SeededRandom): MappingDocument['mappings'][number] {
  return { ...groupKeys(random), ...teamKeys(random) };
}

function groupKeys(random: SeededRandom) {
  const group =
    random.below(3) === 0 ? { group_prefix: oneOf(random, PREFIXES) } : { group_name: oneOf(random, NAMES) };
  return { ...group, ...provider(random) };
}

function teamKeys(random: SeededRandom) {
  const caseGroup = random.below(4) === 0 ? { case_group_name: 'Phishing' } : {};
  return { team_name: oneOf(random, TEAMS), role_name: oneOf(random, ROLES), ...caseGroup };
}

function provider(random: SeededRandom): { provider?: string } {
  return random.below(5) === 0 ? { provider: oneOf(random, PROVIDERS) } : {};
}

function oneOf<Item>(random: SeededRandom, items: readonly Item[]): Item {
  return items[random.below(items.length)]!;
}

function list<Item>(length: number, create: () => Item): Item[] {
  return Array.from({ length }, create);
}
