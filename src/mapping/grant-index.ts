import type { GrantKind } from './compile';

/** A number for each thing that can be granted, so that "the first entry for it" is a comparison of numbers. */
export class GrantIndex {
  readonly #root: IndexNode = { children: new Map() };
  #count = 0;

  /** The number of a team, a case group or a permission, by its name, or of ownership: a new one, if it has none. */
  getOrCreate(kind: GrantKind, ...path: string[]): number {
    let node = this.#root;
    for (const name of [kind, ...path]) {
      let child = node.children.get(name);
      if (child === undefined) node.children.set(name, (child = { children: new Map() }));
      node = child;
    }
    return (node.index ??= this.#count++);
  }

  /** The same of something that may have none, because no entry gives it. */
  find(kind: GrantKind, ...path: string[]): number | undefined {
    let node = this.#root.children.get(kind);
    for (const name of path) node = node?.children.get(name);
    return node?.index;
  }
}

/** A name among others, and the names within it: those of a team's case groups. */
interface IndexNode {
  index?: number;
  children: Map<string, IndexNode>;
}
