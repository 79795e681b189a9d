import { Command, Option } from 'commander';
import { InvalidInputError } from '../../errors';
import { groupsOf } from '../../identity/groups';
import { usableGroups } from '../../plan/usable-groups';
import { changedSettings } from '../../settings/check';
import { INITIAL_SETTINGS } from '../../settings/settings-source';
import { EntryPositions } from '../entry-positions';
import { EXIT, WrongUse } from '../exit';
import { explanationAsJson } from '../explain/as-json';
import { differences } from '../explain/differences';
import { readExpected } from '../explain/expected';
import { whatIsGiven } from '../explain/given';
import { readProfile, type ProfileGroups } from '../explain/profile';
import { reportDifferences, reportGiven, reportNoGroups } from '../explain/report';
import { readMapping, rightMapping, type RightMapping } from '../mapping-file';
import { rulesOf, withRules, type RuleOptions } from '../rule-options';
import type { Terminal } from '../terminal';

interface Options extends RuleOptions {
  groups?: string;
  group?: string[];
  profile?: string;
  groupAttribute?: string;
  expect?: string;
  json?: boolean;
}

export function explainCommand({ out }: Terminal): Command {
  return withRules(new Command('explain'))
    .summary('tell what somebody gets, and from which entry')
    .description('Tells what somebody in some groups gets, and from which entry of the mapping.')
    .argument('<mapping>', 'the file with the mapping (-: standard input)')
    .addOption(new Option('--groups <names>', 'the groups, with commas between them').conflicts('profile'))
    .addOption(
      new Option('--group <name>', 'one group, whatever is in its name; can be repeated')
        .argParser((name: string, before: string[] = []) => [...before, name])
        .conflicts('profile'),
    )
    .option(
      '--profile <file>',
      'what the identity provider said: attributes of an assertion, or claims of a token',
    )
    .option(
      '--group-attribute <name>',
      'the attribute with the groups (default: as the mapping says, or "groups")',
    )
    .option('--expect <file>', 'what the person should get; anything else ends with 1')
    .option('--json', 'one JSON document, for machines')
    .addHelpText(
      'after',
      `
Examples:
  $ passport-jit explain mapping.json --groups Analysts,Everyone
  $ passport-jit explain mapping.json --group "Sales, EMEA" --group Everyone
  $ passport-jit explain mapping.json --profile profile.json --group-attribute memberOf
  $ passport-jit explain mapping.json --groups Managers --expect manager.json

An expectation has any of these. What is left out is not compared, an empty list is "none":
  { "owner": false,
    "memberships": { "Incident Response": "EDITOR" },
    "caseGroups": [{ "team": "Incident Response", "caseGroup": "Phishing", "role": "EDITOR" }],
    "permissions": ["AUDIT_LOG_READ"] }`,
    )
    .action(async (path: string, options: Options) => {
      const mapping = rightMapping(await readMapping(path, rulesOf(options)));
      const { compiled, source } = mapping;
      const explained = { compiled, positions: new EntryPositions(mapping) };
      const groupAttribute = groupAttributeOf(mapping, options);
      const profile = await groupsFor(options, groupAttribute);
      const expected = options.expect === undefined ? undefined : await readExpected(options.expect);
      const usable = usableGroups(profile.groups, {}, false);
      const names = usable.use === 'names' ? usable.names : [];
      const what = whatIsGiven(names, compiled);
      const found =
        expected &&
        differences(
          expected,
          what.given.map(({ grant }) => grant),
        );
      if (options.json)
        out.json(explanationAsJson(explained, source.file, profile.groups, names, what, found));
      else {
        reportNoGroups(out, profile.groups, groupAttribute, profile.hint);
        reportGiven(out, explained, names, what);
        if (found) reportDifferences(out, explained, found);
      }
      process.exitCode = found && found.length > 0 ? EXIT.faults : EXIT.right;
    });
}

async function groupsFor(options: Options, groupAttribute: string): Promise<ProfileGroups> {
  const { groups, group, profile } = options;
  if (profile !== undefined) return readProfile(profile, groupAttribute);
  if (groups === undefined && group === undefined) {
    throw new WrongUse(
      'Say whose grants to explain: with --groups A,B, with --group NAME, or with --profile FILE.',
    );
  }
  return { groups: groupsOf([...(groups?.split(',') ?? []), ...(group ?? [])]) };
}

/** By the rule of the settings: an attribute that the mapping names is not to be overruled. */
function groupAttributeOf({ mapping, groupAttribute: own }: RightMapping, options: Options): string {
  const settings = { ...INITIAL_SETTINGS, tenant: 'default', fixed: true };
  const named = own === undefined ? mapping : { ...mapping, group_attribute_name: own };
  try {
    return changedSettings(
      settings,
      { groupAttribute: options.groupAttribute, mapping: named },
      rulesOf(options),
    ).groupAttribute;
  } catch (error) {
    if (error instanceof InvalidInputError) throw new WrongUse(error.message);
    throw error;
  }
}
