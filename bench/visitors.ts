import type { Company, Person } from './company';

/** What a sign-in finds: nobody, everything as it was, or somebody who has moved to another group since. */
export type Journey = 'first' | 'unchanged' | 'changed';

export const JOURNEYS: readonly Journey[] = ['unchanged', 'changed', 'first'];

/** Who comes, and as what they should leave. */
export interface Visit {
  person: Person;
  rights: ReadonlyMap<string, string>;
}

/**
 * Sends the people of a company to the door, in an order that has no pattern of the tables. All contenders get the same
 * visits, so their databases stay in step.
 */
export class Visitors {
  readonly #hasMoved = new Set<number>();
  #visits = 0;
  #newcomers = 0;

  constructor(private readonly company: Company) {}

  next(journey: Journey): Visit {
    const { users, regulars } = this.company;
    if (journey === 'first') return this.#visit(users + this.#newcomers++);
    const turn = (this.#visits++ * stepFor(regulars)) % regulars;
    const number = turn * Math.floor(users / regulars);
    if (journey === 'changed' && !this.#hasMoved.delete(number)) this.#hasMoved.add(number);
    return this.#visit(number);
  }

  #visit(number: number): Visit {
    const hasMoved = this.#hasMoved.has(number);
    return {
      person: this.company.person(number, hasMoved),
      rights: this.company.rightsOf(number, hasMoved),
    };
  }
}

/** Coprime to the number of those who come, so that everybody comes once before anybody comes again. */
function stepFor(regulars: number): number {
  let step = Math.max(1, Math.floor(regulars * 0.618));
  while (gcd(step, regulars) !== 1) step++;
  return step;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
