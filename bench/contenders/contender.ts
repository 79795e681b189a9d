import type { Company, Person } from '../company';
import type { Database } from '../database/server';

/** What somebody may do in the product after signing in: what every contender has to come up with. */
export interface SignedIn {
  userId: string;
  /** Role by team. */
  teams: ReadonlyMap<string, string>;
}

/** One way to turn a verified identity into an account, at work on a database of its own. */
export interface Contender {
  signIn(person: Person): Promise<SignedIn>;
  close(): Promise<void>;
}

/** The tables that a contender works on. Those with the same schema begin with copies of the same rows. */
export interface Schema {
  readonly name: string;
  /** Makes the tables and fills them as if everybody had just signed in, in no more than a few statements. */
  fill(database: Database, company: Company): Promise<void>;
  /** How many rows there are of the person with this subject. */
  rowsOf(database: Database, subject: string): Promise<Record<string, number>>;
}

export interface ContenderKind {
  readonly name: string;
  readonly schema: Schema;
  open(database: Database, company: Company): Promise<Contender>;
}
