import type { Company, Person } from './company';

/** The state a sign-in meets: no user, an unchanged user, or a user whose groups have changed. */
export type SignInKind = 'first' | 'unchanged' | 'changed';

export const SIGN_IN_KINDS: readonly SignInKind[] = ['unchanged', 'changed', 'first'];

/** A sign-in and the roles that it must result in. */
export interface ExpectedSignIn {
  person: Person;
  roles: ReadonlyMap<string, string>;
}

/**
 * The sequence of sign-ins of a company, in an order unrelated to that of the rows. All contenders get the same sequence,
 * so that their databases stay equal.
 */
export class Workload {
  readonly #changedUsers = new Set<number>();
  #repeatSignIns = 0;
  #newUsers = 0;

  constructor(private readonly company: Company) {}

  next(kind: SignInKind): ExpectedSignIn {
    const { users, activeUsers } = this.company;
    if (kind === 'first') return this.#createSignIn(users + this.#newUsers++);
    const index = (this.#repeatSignIns++ * stepFor(activeUsers)) % activeUsers;
    const number = index * Math.floor(users / activeUsers);
    if (kind === 'changed' && !this.#changedUsers.delete(number)) this.#changedUsers.add(number);
    return this.#createSignIn(number);
  }

  #createSignIn(number: number): ExpectedSignIn {
    const hasChangedGroup = this.#changedUsers.has(number);
    return {
      person: this.company.person(number, hasChangedGroup),
      roles: this.company.expectedRoles(number, hasChangedGroup),
    };
  }
}

/** A number coprime to the active users: each user signs in once before a user signs in again. */
function stepFor(activeUsers: number): number {
  let step = Math.max(1, Math.floor(activeUsers * 0.618));
  while (gcd(step, activeUsers) !== 1) step++;
  return step;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
