import type { Company, Person } from '../company';
import type { Database } from '../database/server';
import type { SignInKind } from '../workload';

/** One implementation of a sign-in, connected to a database of its own. */
export interface Contender {
  /** @returns the user's role by team, or `undefined` if the contender has no teams */
  signIn(person: Person): Promise<ReadonlyMap<string, string> | undefined>;
  close(): Promise<void>;
}

/** A contender that also loads the user of a session at each request. */
export interface SessionContender extends Contender {
  /** Signs the user in and returns the session data. */
  startSession(person: Person): Promise<unknown>;
  /** @returns the user's role by team */
  deserializeUser(session: unknown): Promise<ReadonlyMap<string, string>>;
}

/** The tables of a contender. Contenders with the same schema start with copies of the same rows. */
export interface Schema {
  /** Creates the tables and fills them with the rows that a sign-in of every user leaves. */
  fill(database: Database, company: Company): Promise<void>;
  /** Counts the rows of one user, by kind of row. */
  countRowsOf(database: Database, person: Person): Promise<Record<string, number>>;
}

export interface ContenderDefinition<Opened extends Contender = Contender> {
  readonly name: string;
  readonly schema: Schema;
  /** The kinds of sign-in that the contender supports. */
  readonly signInKinds: readonly SignInKind[];
  open(this: void, database: Database, company: Company): Promise<Opened>;
}
