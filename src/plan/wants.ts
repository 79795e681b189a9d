import type { GrantKind, GrantOf, MappedGrant } from '../mapping/compile';
import type { Targets } from '../mapping/targets';

/** The grants that are wanted, by what they are of; what is taken out has been dealt with. */
export class Wants {
  readonly #byTarget;

  constructor(
    wanted: readonly MappedGrant[],
    private readonly targets: Targets,
  ) {
    this.#byTarget = new Map(wanted.map((want) => [want.target, want]));
  }

  take<Kind extends GrantKind>(kind: Kind, ...path: string[]): GrantOf<Kind> | undefined {
    const target = this.targets.find(kind, ...path);
    if (target === undefined) return undefined;
    const want = this.#byTarget.get(target);
    this.#byTarget.delete(target);
    return want as GrantOf<Kind> | undefined;
  }

  rest(): MappedGrant[] {
    return [...this.#byTarget.values()];
  }
}
