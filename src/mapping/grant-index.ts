/** What can be granted. */
export type GrantKind = 'membership' | 'caseGroup' | 'owner' | 'permission';

/** A number for each target that can be granted, so that "the first entry for a target" is a comparison of numbers. */
export class GrantIndex {
  readonly #root: IndexNode = { children: new Map() };
  #count = 0;

  /**
   * The number of a team, a case group or a permission by name, or of owner status. Assigns a new number to a new
   * target.
   */
  getOrCreate(kind: GrantKind, ...path: string[]): number {
    let node = this.#root;
    for (const name of [kind, ...path]) {
      let child = node.children.get(name);
      if (child === undefined) node.children.set(name, (child = { children: new Map() }));
      node = child;
    }
    return (node.index ??= this.#count++);
  }

  /** Like `getOrCreate`, but returns `undefined` for a target that no entry grants. */
  find(kind: GrantKind, ...path: string[]): number | undefined {
    let node = this.#root.children.get(kind);
    for (const name of path) node = node?.children.get(name);
    return node?.index;
  }
}

/** A name and the names inside it, such as the case groups of a team. */
interface IndexNode {
  index?: number;
  children: Map<string, IndexNode>;
}
