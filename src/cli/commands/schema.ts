import { Command } from 'commander';
import { mappingSchema } from '../../mapping/schema';
import { formatted } from '../json/formatted';
import { names } from '../rule-options';
import type { Terminal } from '../terminal';

interface Options {
  roles?: readonly string[];
  permissions?: readonly string[];
}

export function schemaCommand({ out }: Terminal): Command {
  return new Command('schema')
    .summary('print the JSON Schema of a mapping')
    .description(
      'Prints the JSON Schema (2020-12) of a mapping in its current form. Without names of your own it is the file ' +
        'mapping.schema.json of the package.',
    )
    .option('--roles <names>', 'the roles that the app declares (left out: any name is right)', names)
    .option(
      '--permissions <names>',
      'the tenant permissions that it declares (left out: any name is right)',
      names,
    )
    .addHelpText(
      'after',
      `
Examples:
  $ passport-jit schema > mapping.schema.json
  $ passport-jit schema --roles LEAD,ANALYST,GUEST > mapping.schema.json`,
    )
    .action((options: Options) => {
      for (const line of formatted(mappingSchema(options))) out.line(line);
    });
}
