import type { Company } from './company';
import type { Contender, ContenderDefinition, Schema } from './contenders/contender';
import type { Database, Server } from './database/server';
import { Workload } from './workload';

/** A contender and the database reserved for it. */
export interface Candidate {
  definition: ContenderDefinition;
  database: Database;
  contender: Contender;
}

/** The contenders of one measurement, each on its own copy of the same rows, and the workload they share. */
export class Environment {
  readonly workload: Workload;

  private constructor(
    readonly company: Company,
    readonly candidates: readonly Candidate[],
    private readonly server: Server,
  ) {
    this.workload = new Workload(company);
  }

  static async open(
    server: Server,
    company: Company,
    definitions: readonly ContenderDefinition[],
  ): Promise<Environment> {
    const templates = new Map<Schema, Database>();
    const candidates: Candidate[] = [];
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
