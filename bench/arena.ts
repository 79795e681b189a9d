import type { Company } from './company';
import type { Contender, ContenderKind, Schema } from './contenders/contender';
import type { Database, Server } from './database/server';

/** A contender with the database that only it works on. */
export interface Stand {
  name: string;
  schema: Schema;
  database: Database;
  contender: Contender;
}

/** The contenders side by side, each on its own copy of the same rows. */
export class Arena {
  private constructor(
    readonly stands: readonly Stand[],
    private readonly server: Server,
  ) {}

  static async open(server: Server, company: Company, kinds: readonly ContenderKind[]): Promise<Arena> {
    const templates = new Map<Schema, Database>();
    const stands: Stand[] = [];
    for (const { name, schema, open } of kinds) {
      const template = templates.get(schema) ?? (await filled(server, company, schema));
      templates.set(schema, template);
      const database = await server.newDatabase(template);
      stands.push({ name, schema, database, contender: await open(database, company) });
    }
    for (const template of templates.values()) await server.drop(template);
    return new Arena(stands, server);
  }

  async close(): Promise<void> {
    for (const { contender, database } of this.stands) {
      await contender.close();
      await this.server.drop(database);
    }
  }
}

async function filled(server: Server, company: Company, schema: Schema): Promise<Database> {
  const database = await server.newDatabase();
  await schema.fill(database, company);
  return database;
}
