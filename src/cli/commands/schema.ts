import { Command } from 'commander';
import { mappingSchema } from '../../mapping/json-schema';
import { lawsSchema } from '../../proofs/laws-schema';
import { formatJson } from '../json/format-json';
import { parseList } from '../rule-options';
import type { Terminal } from '../terminal';

interface SchemaOptions {
  roles?: readonly string[];
  permissions?: readonly string[];
  laws?: boolean;
}

export function schemaCommand({ out }: Terminal): Command {
  return new Command('schema')
    .summary('print the JSON Schema of a mapping')
    .description(
      'Prints the JSON Schema (2020-12) of a mapping in its current spelling. Without options, it equals the file ' +
        'mapping.schema.json of the package.',
    )
    .option('--roles <names>', 'the roles that the app declares (default: any name)', parseList)
    .option(
      '--permissions <names>',
      'the tenant permissions that the app declares (default: any name)',
      parseList,
    )
    .option('--laws', 'print the JSON Schema of a file with laws (laws.schema.json of the package)')
    .addHelpText(
      'after',
      `
Examples:
  $ passport-jit schema > mapping.schema.json
  $ passport-jit schema --roles LEAD,ANALYST,GUEST > mapping.schema.json`,
    )
    .action((options: SchemaOptions) => {
      for (const line of formatJson(options.laws ? lawsSchema() : mappingSchema(options))) out.line(line);
    });
}
