import type { Company, Person } from '../company';
import type { Database } from '../database/server';
import type { Journey } from '../visitors';

/** One way to turn a verified identity into an account, at work on a database of its own. */
export interface Contender {
  /** @returns the person's role by team, or nothing where teams are none of its business */
  signIn(person: Person): Promise<ReadonlyMap<string, string> | undefined>;
  close(): Promise<void>;
}

/** The tables that a contender works on. Those with the same schema begin with copies of the same rows. */
export interface Schema {
  /** Makes the tables and fills them as if everybody had just signed in. */
  fill(database: Database, company: Company): Promise<void>;
  /** How many rows there are of one person, by what they are. */
  rowsOf(database: Database, person: Person): Promise<Record<string, number>>;
}

export interface ContenderKind {
  readonly name: string;
  readonly schema: Schema;
  /** Those that it has an answer to. */
  readonly journeys: readonly Journey[];
  open(this: void, database: Database, company: Company): Promise<Contender>;
}
