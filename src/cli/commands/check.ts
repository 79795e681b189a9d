import { Command } from 'commander';
import { suspicions } from '../../mapping/suspicious';
import { EXIT } from '../exit';
import { green } from '../io/output';
import { readMapping, type MappingFile } from '../mapping-file';
import {
  count,
  faultsAsJson,
  placeAsJson,
  reportAt,
  reportFaults,
  sentence,
  suspicious,
} from '../report-faults';
import { rulesOf, withRules, type RuleOptions } from '../rule-options';
import type { Terminal } from '../terminal';

interface Options extends RuleOptions {
  strict?: boolean;
  json?: boolean;
}

export function checkCommand(terminal: Terminal): Command {
  return withRules(new Command('check'))
    .summary('find all faults of a mapping')
    .description('Finds all faults of a mapping, with their places, and what is suspicious in it.')
    .argument('<mapping>', 'the file with the mapping (-: standard input)')
    .option('--strict', 'what is suspicious counts as a fault')
    .option('--json', 'one JSON document, for machines')
    .addHelpText(
      'after',
      `
Examples:
  $ passport-jit check mapping.json
  $ passport-jit check mapping.json --roles LEAD,ANALYST,GUEST --permissions AUDIT_LOG_READ
  $ curl -s https://app.example.com/mapping.json | passport-jit check - --strict`,
    )
    .action(async (path: string, options: Options) => {
      const file = await readMapping(path, rulesOf(options));
      const found = suspicionsOf(file);
      if (options.json) terminal.out.json(asJson(file, found));
      else report(terminal, file, found);
      const isWrong = file.faults.length > 0 || (options.strict === true && found.length > 0);
      process.exitCode = isWrong ? EXIT.faults : EXIT.right;
    });
}

type Found = ReturnType<typeof suspicionsOf>;

function suspicionsOf({ right }: MappingFile) {
  if (right === undefined) return [];
  return suspicions(right.mapping).map((suspicion) => ({ ...suspicion, ...right.place(suspicion.path) }));
}

function report({ out }: Terminal, file: MappingFile, found: Found): void {
  const { source, faults, right } = file;
  for (const suspicion of found) reportAt(out, source, suspicion, suspicious, sentence(suspicion));
  reportFaults(out, file);
  if (faults.length > 0 || right === undefined) return;
  const contents = `${count(right.mapping.mappings.length, 'mapping')}, ${count(right.compiled.byGroup.size, 'group')}, ${count(right.compiled.teams.size, 'team')}`;
  const doubts = found.length === 0 ? '' : `, ${count(found.length, 'suspicious place')}`;
  out.line(green(`${source.file}: right`), ` (${contents}${doubts})`);
}

function asJson(file: MappingFile, found: Found) {
  return {
    file: file.source.file,
    right: file.faults.length === 0,
    faults: faultsAsJson(file),
    suspicious: found.map(({ kind, path, message, ...place }) => ({
      kind,
      path,
      message,
      ...placeAsJson(file.source, place),
    })),
  };
}
