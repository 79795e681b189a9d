import type { GrantKind } from './compile';

/** A number for each thing that can be granted, so that "the first entry for it" is a comparison of numbers. */
export class Targets {
  readonly #root: Place = { inner: new Map() };
  #count = 0;

  /** The number of a team, a case group or a permission, by its name, or of ownership: a new one, if it has none. */
  number(kind: GrantKind, ...path: string[]): number {
    let place = this.#root;
    for (const name of [kind, ...path]) {
      let inner = place.inner.get(name);
      if (inner === undefined) place.inner.set(name, (inner = { inner: new Map() }));
      place = inner;
    }
    return (place.number ??= this.#count++);
  }

  /** The same of something that may have none, because no entry gives it. */
  find(kind: GrantKind, ...path: string[]): number | undefined {
    let place = this.#root.inner.get(kind);
    for (const name of path) place = place?.inner.get(name);
    return place?.number;
  }
}

/** A name among others, and the names within it: those of a team's case groups. */
interface Place {
  number?: number;
  inner: Map<string, Place>;
}
