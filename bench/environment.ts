import type { Company } from './company';
import type { Contender, ContenderDefinition, Schema } from './contenders/contender';
import type { Database, Server } from './database/server';
import { Workload } from './workload';

/** A contender and the database reserved for it. */
export interface Candidate<Opened extends Contender = Contender> {
  definition: ContenderDefinition<Opened>;
  database: Database;
  contender: Opened;
}

/** The contenders of one measurement, each on its own copy of the same rows, and the workload they share. */
export class Environment<Opened extends Contender = Contender> {
  readonly workload: Workload;

  private constructor(
    readonly company: Company,
    readonly candidates: readonly Candidate<Opened>[],
    private readonly server: Server,
  ) {
    this.workload = new Workload(company);
  }

  static async open<Opened extends Contender>(
    server: Server,
    company: Company,
    definitions: readonly ContenderDefinition<Opened>[],
  ): Promise<Environment<Opened>> {
    const templates = new Map<Schema, Database>();
    const candidates: Candidate<Opened>[] = [];
    for (const definition of definitions) {
      const template =
        templates.get(definition.schema) ?? (await createTemplate(server, company, definition.schema));
      templates.set(definition.schema, template);
      const database = await server.createDatabase(template);
      await server.prewarm(database);
      candidates.push({ definition, database, contender: await definition.open(database, company) });
    }
    for (const template of templates.values()) await server.dropDatabase(template);
    return new Environment(company, candidates, server);
  }

  async close(): Promise<void> {
    for (const { contender, database } of this.candidates) {
      await contender.close();
      await this.server.dropDatabase(database);
    }
  }
}

async function createTemplate(server: Server, company: Company, schema: Schema): Promise<Database> {
  const database = await server.createDatabase();
  await schema.fill(database, company);
  return database;
}
