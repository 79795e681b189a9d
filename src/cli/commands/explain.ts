import { Command, Option } from 'commander';
import { InvalidInputError } from '../../errors';
import type { GroupFormat } from '../../identity/group-format';
import { parseGroups } from '../../identity/groups';
import { namesGroup } from '../../mapping/named-groups';
import { applyGroupsPolicy, knownNames } from '../../plan/groups-policy';
import type { GroupSettings } from '../../settings/group-sources';
import { applyPatch } from '../../settings/patch';
import { INITIAL_SETTINGS } from '../../settings/settings';
import { EntryPositions } from '../entry-positions';
import { EXIT, UsageError } from '../errors';
import { explanationToJson } from '../explain/explanation-json';
import { findDifferences } from '../explain/differences';
import { readExpectation } from '../explain/expectation';
import { effectiveGrants } from '../explain/effective-grants';
import { readProfileGroups, type ProfileGroups } from '../explain/profile';
import { printDifferences, printGrants, printGroupsState, printProviderHint } from '../explain/report';
import { readMapping, requireValid, type ValidMapping } from '../mapping-file';
import { toMappingRules, addRuleOptions, type RuleOptions } from '../rule-options';
import type { Terminal } from '../terminal';

interface ExplainOptions extends RuleOptions {
  groups?: string;
  group?: string[];
  profile?: string;
  groupAttribute?: string[];
  groupJson?: boolean;
  groupSplit?: string;
  groupDn?: string;
  provider?: string;
  expect?: string;
  json?: boolean;
}

export function explainCommand({ out }: Terminal): Command {
  return addRuleOptions(new Command('explain'))
    .summary('print the grants of a user, and the entry of each')
    .description('Prints the grants of a user in the given groups, and the mapping entry that gives each.')
    .argument('<mapping>', 'the mapping file (-: standard input)')
    .addOption(new Option('--groups <names>', 'the groups, separated by commas').conflicts('profile'))
    .addOption(
      new Option('--group <name>', 'one group, whose name may contain commas; can be repeated')
        .argParser((name: string, before: string[] = []) => [...before, name])
        .conflicts('profile'),
    )
    .option(
      '--profile <file>',
      'the data from the identity provider: attributes of an assertion, or claims of a token',
    )
    .addOption(
      new Option(
        '--group-attribute <name>',
        'the attribute with the groups, or a JSON Pointer; can be repeated (default: the one in the mapping, or "groups")',
      ).argParser((name: string, before: string[] = []) => [...before, name]),
    )
    .option('--group-json', 'a value may be a list in JSON: the setting groupFormat.json')
    .option('--group-split <separator>', 'what separates several groups in a value: groupFormat.split')
    .addOption(
      new Option('--group-dn <type>', 'a distinguished name counts as its first CN: groupFormat.dn').choices([
        'cn',
      ]),
    )
    .option('--provider <id>', 'the provider of the sign-in: entries for other providers do not apply')
    .option('--expect <file>', 'the expected grants; exit with 1 if they differ')
    .option('--json', 'print one JSON document for machines')
    .addHelpText(
      'after',
      `
Examples:
  $ passport-jit explain mapping.json --groups Analysts,Everyone
  $ passport-jit explain mapping.json --group "Sales, EMEA" --group Everyone
  $ passport-jit explain mapping.json --profile profile.json --group-attribute memberOf
  $ passport-jit explain mapping.json --profile profile.json --group-attribute /realm_access/roles
  $ passport-jit explain mapping.json --profile profile.json --group-split ';'
  $ passport-jit explain mapping.json --groups Managers --expect manager.json

An expectation has any of these keys. Omitted keys are not compared; an empty list means "none":
  { "owner": false,
    "memberships": { "Incident Response": "EDITOR" },
    "caseGroups": [{ "team": "Incident Response", "caseGroup": "Phishing", "role": "EDITOR" }],
    "permissions": ["AUDIT_LOG_READ"] }`,
    )
    .action(async (path: string, options: ExplainOptions) => {
      const mapping = requireValid(await readMapping(path, toMappingRules(options)));
      const { compiled, source } = mapping;
      const explainedMapping = { compiled, positions: new EntryPositions(mapping) };
      const groupSettings = resolveGroupSettings(mapping, options);
      const { groupAttribute } = groupSettings;
      const isMapped = (name: string) => namesGroup(compiled, name, { provider: options.provider });
      const profile = await loadGroups(options, groupSettings, isMapped);
      const expected = options.expect === undefined ? undefined : await readExpectation(options.expect);
      const effectiveGroups = applyGroupsPolicy(profile.groups, {}, false);
      const names = knownNames(effectiveGroups) ?? [];
      const effective = effectiveGrants(names, compiled, options.provider);
      const differences =
        expected &&
        findDifferences(
          expected,
          effective.grants.map(({ grant }) => grant),
        );
      if (options.json)
        out.json(
          explanationToJson({
            file: source.file,
            mapping: explainedMapping,
            groups: profile.groups,
            ...{ names, effective, differences },
          }),
        );
      else {
        printGroupsState(out, profile.groups, groupAttribute, profile.hint);
        printGrants(out, explainedMapping, names, effective);
        if (options.provider === undefined) printProviderHint(out, mapping.mapping);
        if (differences) printDifferences(out, explainedMapping, differences);
      }
      process.exitCode = differences && differences.length > 0 ? EXIT.faults : EXIT.ok;
    });
}

async function loadGroups(
  options: ExplainOptions,
  settings: GroupSettings,
  isMapped: (name: string) => boolean,
): Promise<ProfileGroups> {
  const { groups, group, profile } = options;
  if (profile !== undefined) return readProfileGroups(profile, settings, isMapped);
  if (groups === undefined && group === undefined) {
    throw new UsageError('Pass the groups to explain: --groups A,B, --group NAME or --profile FILE.');
  }
  return { groups: parseGroups([...(groups?.split(',') ?? []), ...(group ?? [])]) };
}

/** Like the settings, an attribute in the mapping takes precedence. */
function resolveGroupSettings(
  { mapping, groupAttribute: declaredAttribute }: ValidMapping,
  { groupAttribute: attributes = [], ...options }: ExplainOptions,
): GroupSettings {
  const settings = { ...INITIAL_SETTINGS, tenant: 'default', fixed: true };
  const mappingWithAttribute =
    declaredAttribute === undefined ? mapping : { ...mapping, group_attribute_name: declaredAttribute };
  const groupFormat = { json: options.groupJson, split: options.groupSplit, dn: options.groupDn };
  const patch = {
    groupAttribute: attributes.length <= 1 ? attributes[0] : attributes,
    groupFormat: groupFormat as GroupFormat,
    mapping: mappingWithAttribute,
  };
  try {
    return applyPatch(settings, patch, toMappingRules(options));
  } catch (error) {
    if (error instanceof InvalidInputError) throw new UsageError(error.message);
    throw error;
  }
}
