import { join, sep } from 'node:path';
import { DataSource } from 'typeorm';
import type * as PassportJit from 'passport-jit';
import { PROVIDER, type Company, type Person } from '../company';
import type { ContenderDefinition, Schema, SessionContender } from '../contenders/contender';
import { countRows, withConnection } from '../database/query';
import { seedSql } from '../database/seed-sql';
import { typeormOptions, type Database } from '../database/server';
import { runConcurrently } from '../measure/concurrent';
import { SIGN_IN_KINDS } from '../workload';

/** First sign-ins at a time while the tables are filled. */
const FILL_CONCURRENCY = 8;

/**
 * Only what both versions of the library have under the same name. All else, such as columns and further options, may
 * differ between them.
 */
export type Library = Pick<typeof PassportJit, 'createProvisioning' | 'entities' | 'ProvisioningSubscriber'>;

/**
 * Loads the library that has been built in a folder, as a copy of its own even if it has been loaded before.
 *
 * @param folder the root of the repository or of a checkout; `node_modules` in it provides TypeORM
 */
export function loadLibrary(folder: string): Library {
  const built = join(folder, 'lib');
  for (const file of Object.keys(require.cache)) {
    if (file.startsWith(built + sep)) delete require.cache[file];
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the folder is known at run time only
  return require(join(built, 'index.js')) as Library;
}

/** The library with default options and enhanced sync. */
export function libraryContender(name: string, library: Library): ContenderDefinition<SessionContender> {
  return {
    name,
    schema: createSchema(library),
    signInKinds: SIGN_IN_KINDS,
    async open(database, company) {
      const dataSource = await connect(library, database, { synchronize: false });
      const jit = library.createProvisioning({ dataSource, settings: createSettings(company) });
      return new LibraryContender(dataSource, jit);
    },
  };
}

class LibraryContender implements SessionContender {
  constructor(
    private readonly dataSource: DataSource,
    private readonly jit: Pick<PassportJit.Provisioning, 'provision' | 'serializeUser' | 'deserializeUser'>,
  ) {}

  async signIn(person: Person): Promise<ReadonlyMap<string, string>> {
    return rolesOf(await this.#provision(person));
  }

  async startSession(person: Person): Promise<unknown> {
    const user = await this.#provision(person);
    return new Promise((resolve, reject) => {
      this.jit.serializeUser(user, (error, session) => (error ? reject(error) : resolve(session)));
    });
  }

  deserializeUser(session: unknown): Promise<ReadonlyMap<string, string>> {
    return new Promise((resolve, reject) => {
      this.jit.deserializeUser(session, (error, user) => {
        if (user) resolve(rolesOf(user));
        else reject(error ?? new Error('deserializeUser ends the session'));
      });
    });
  }

  close(): Promise<void> {
    return this.dataSource.destroy();
  }

  #provision(person: Person): Promise<PassportJit.UserBase> {
    return provision(this.jit, person);
  }
}

/** The tables of the library, filled by first sign-ins: the benchmark does not depend on the names of their columns. */
function createSchema(library: Library): Schema {
  return {
    async fill(database, company) {
      const dataSource = await connect(library, database, { synchronize: true });
      try {
        const settings = createSettings(company);
        const jit = library.createProvisioning({ dataSource, settings, createMissingTeams: true });
        const people = Array.from({ length: company.users }, (_, number) => company.person(number));
        // The first users of a stride are in all teams; without races, each team is created once.
        for (const person of people.slice(0, company.stride)) await provision(jit, person);
        const { failures } = await runConcurrently(people.slice(company.stride), FILL_CONCURRENCY, (person) =>
          provision(jit, person),
        );
        for (const reason of failures.keys()) throw new Error(`Filling the tables failed: ${reason}`);
      } finally {
        await dataSource.destroy();
      }
      await withConnection(database, async (query) => {
        for (const statement of seedSql(database).after) await query(statement);
      });
    },

    countRowsOf: (database, { subject, email }) => {
      const user = `SELECT id FROM jit_users WHERE email = '${email}'`;
      return countRows(database, {
        users: user,
        identities: `SELECT id FROM jit_identities WHERE subject = '${subject}'`,
        memberships: `SELECT id FROM jit_memberships WHERE "userId" IN (${user})`,
      });
    },
  };
}

function connect(
  { entities, ProvisioningSubscriber }: Library,
  database: Database,
  options: { synchronize: boolean },
): Promise<DataSource> {
  return new DataSource({
    ...typeormOptions(database),
    ...options,
    entities: Object.values(entities),
    subscribers: [ProvisioningSubscriber],
  }).initialize();
}

async function provision(
  jit: Pick<PassportJit.Provisioning, 'provision'>,
  { issuer, subject, email, firstName, lastName, groups }: Person,
): Promise<PassportJit.UserBase> {
  const attributes = { given_name: firstName, family_name: lastName, groups };
  const outcome = await jit.provision(
    { protocol: 'oidc', issuer, subject, email, attributes },
    { provider: PROVIDER },
  );
  if (outcome.outcome === 'denied') throw new Error(`${subject} is denied: ${outcome.code}`);
  return outcome.user;
}

function rolesOf({ memberships }: PassportJit.UserBase): ReadonlyMap<string, string> {
  return new Map(memberships.map(({ team, role }) => [team.name, role]));
}

function createSettings({ mapping }: Company) {
  return { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping };
}
