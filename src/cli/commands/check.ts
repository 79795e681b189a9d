import { Command } from 'commander';
import { lintMapping } from '../../mapping/lint';
import { checkLaws } from '../../proofs/check-laws';
import type { Laws } from '../../proofs/laws';
import { EXIT } from '../errors';
import { readLaws } from '../laws-file';
import { green } from '../io/output';
import { readMapping, type MappingFile, type ValidMapping } from '../mapping-file';
import {
  pluralize,
  faultsToJson,
  positionToJson,
  printFault,
  printFaults,
  suspiciousLabel,
} from '../print-faults';
import { toMappingRules, addRuleOptions, type RuleOptions } from '../rule-options';
import type { Terminal } from '../terminal';

interface CheckOptions extends RuleOptions {
  strict?: boolean;
  laws?: string;
  json?: boolean;
}

export function checkCommand(terminal: Terminal): Command {
  return addRuleOptions(new Command('check'))
    .summary('check a mapping and print all faults')
    .description('Prints all faults of a mapping with their places, and warnings about suspicious parts.')
    .argument('<mapping>', 'the mapping file (-: standard input)')
    .option('--laws <file>', 'a file with laws that the mapping must keep, for all sets of groups')
    .option('--strict', 'treat warnings as faults')
    .option('--json', 'print one JSON document for machines')
    .addHelpText(
      'after',
      `
Examples:
  $ passport-jit check mapping.json
  $ passport-jit check mapping.json --roles LEAD,ANALYST,GUEST --permissions AUDIT_LOG_READ
  $ curl -s https://app.example.com/mapping.json | passport-jit check - --strict`,
    )
    .action(async (path: string, options: CheckOptions) => {
      const mappingFile = await readMapping(path, toMappingRules(options));
      const file =
        options.laws === undefined ? mappingFile : withLaws(mappingFile, await readLaws(options.laws));
      const warnings = findWarnings(file);
      if (options.json) terminal.out.json(toJson(file, warnings));
      else printResult(terminal, file, warnings);
      const hasFailed = file.faults.length > 0 || (options.strict === true && warnings.length > 0);
      process.exitCode = hasFailed ? EXIT.faults : EXIT.ok;
    });
}

/** The file, with the laws that its mapping breaks as faults. */
function withLaws(file: MappingFile, laws: Laws): MappingFile {
  const { valid } = file;
  if (valid === undefined) return file;
  const broken = checkLaws(valid.mapping, laws).map((fault) => ({ ...fault, ...valid.locate(fault) }));
  return { ...file, faults: [...file.faults, ...broken].sort((a, b) => a.offset - b.offset) };
}

type LocatedWarnings = ReturnType<typeof findWarnings>;

function findWarnings({ valid }: MappingFile) {
  if (valid === undefined) return [];
  return lintMapping(valid.mapping).map((warning) => ({ ...warning, ...valid.locate(warning) }));
}

function printResult({ out }: Terminal, file: MappingFile, warnings: LocatedWarnings): void {
  const { source, faults, valid } = file;
  for (const warning of warnings) printFault(out, source, warning, suspiciousLabel);
  printFaults(out, file);
  if (faults.length > 0 || valid === undefined) return;
  const contents = describeContents(valid);
  const warningCount = warnings.length === 0 ? '' : `, ${pluralize(warnings.length, 'suspicious place')}`;
  out.line(green(`${source.file}: ok`), ` (${contents}${warningCount})`);
}

function describeContents({ mapping, compiled }: ValidMapping): string {
  const { mappings, everyone = [] } = mapping;
  const { byGroup, prefixes, teams } = compiled;
  return [
    pluralize(mappings.length, 'mapping'),
    everyone.length === 0 ? [] : `${everyone.length.toLocaleString('en')} for everyone`,
    pluralize(byGroup.size, 'group'),
    prefixes.prefixes.length === 0
      ? []
      : `${prefixes.prefixes.length.toLocaleString('en')} ${prefixes.prefixes.length === 1 ? 'prefix' : 'prefixes'}`,
    pluralize(teams.size, 'team'),
  ]
    .flat()
    .join(', ');
}

function toJson(file: MappingFile, warnings: LocatedWarnings) {
  return {
    file: file.source.file,
    valid: file.faults.length === 0,
    ...faultsToJson(file),
    suspicious: warnings.map(({ kind, path, segments, message, ...range }) => ({
      kind,
      path,
      segments,
      message,
      ...positionToJson(file.source, range),
    })),
  };
}
