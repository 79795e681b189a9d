import type { GrantKind, GrantOf, MappedGrant, GrantIndex } from '../mapping/compile';

/** The grants that are wanted, by what they are of; what is taken out has been dealt with. */
export class DesiredGrants {
  readonly #byTarget;

  constructor(
    grants: readonly MappedGrant[],
    private readonly index: GrantIndex,
  ) {
    this.#byTarget = new Map(grants.map((grant) => [grant.target, grant]));
  }

  take<Kind extends GrantKind>(kind: Kind, ...path: string[]): GrantOf<Kind> | undefined {
    const target = this.index.find(kind, ...path);
    if (target === undefined) return undefined;
    const grant = this.#byTarget.get(target);
    this.#byTarget.delete(target);
    return grant as GrantOf<Kind> | undefined;
  }

  rest(): MappedGrant[] {
    return [...this.#byTarget.values()];
  }
}
