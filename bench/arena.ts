import type { Company } from './company';
import type { Contender, ContenderKind, Schema } from './contenders/contender';
import type { Database, Server } from './database/server';
import { Visitors } from './visitors';

/** A contender with the database that only it works on. */
export interface Stand {
  kind: ContenderKind;
  database: Database;
  contender: Contender;
}

/** The contenders side by side, each on its own copy of the same rows, and the people who visit all of them. */
export class Arena {
  readonly visitors: Visitors;

  private constructor(
    readonly company: Company,
    readonly stands: readonly Stand[],
    private readonly server: Server,
  ) {
    this.visitors = new Visitors(company);
  }

  static async open(server: Server, company: Company, kinds: readonly ContenderKind[]): Promise<Arena> {
    const templates = new Map<Schema, Database>();
    const stands: Stand[] = [];
    for (const kind of kinds) {
      const template = templates.get(kind.schema) ?? (await filled(server, company, kind.schema));
      templates.set(kind.schema, template);
      const database = await server.newDatabase(template);
      await server.warm(database);
      stands.push({ kind, database, contender: await kind.open(database, company) });
    }
    for (const template of templates.values()) await server.drop(template);
    return new Arena(company, stands, server);
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
