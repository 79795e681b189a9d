import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { Fault, FaultCode, PathSegment } from '../../errors';
import type { Range } from './source';

/** Other names that a document may have for a key at this place. */
export type LegacyNames = (parent: readonly PathSegment[], key: string) => readonly string[];

const NO_LEGACY_NAMES: LegacyNames = () => [];

/** What is wrong is the key itself, not its value. */
const KEY_CODES: ReadonlySet<FaultCode> = new Set(['unknown_key', 'legacy_key', 'misplaced_key']);

/** Something with a place in a document: a fault, or a warning. */
export type Located = Pick<Fault, 'segments'> & { code?: FaultCode };

/** Finds the place of faults in the tree of a document. */
export class Locator {
  readonly #root: Node;
  readonly #legacyNames: LegacyNames;

  constructor(root: Node, legacyNames = NO_LEGACY_NAMES) {
    this.#root = root;
    this.#legacyNames = legacyNames;
  }

  /** The value with the fault; its key, where the key is wrong; and the brace of the object, where a key is missing. */
  find({ segments, code }: Located): Range {
    const node = this.#resolve(segments);
    const key = code !== undefined && KEY_CODES.has(code) ? keyOf(node) : undefined;
    const { type, offset, length } = key ?? node;
    // Of a list or an object only the bracket is marked.
    return { offset, length: type === 'object' || type === 'array' ? 1 : length };
  }

  /** The node at the end of the path, or the last one on it that exists. */
  #resolve(segments: readonly PathSegment[]): Node {
    let node = this.#root;
    for (const [i, segment] of segments.entries()) {
      const child = this.#child(node, segments.slice(0, i), segment);
      if (child === undefined) return node;
      node = child;
    }
    return node;
  }

  #child(node: Node, parent: readonly PathSegment[], segment: PathSegment): Node | undefined {
    if (typeof segment === 'number') {
      // An older spelling has one value where the current one has a list.
      return node.type === 'array' ? findNodeAtLocation(node, [segment]) : segment === 0 ? node : undefined;
    }
    const names = [segment, ...this.#legacyNames(parent, segment)];
    return names.map((name) => findNodeAtLocation(node, [name])).find((child) => child !== undefined);
  }
}

function keyOf({ parent }: Node): Node | undefined {
  return parent?.type === 'property' ? parent.children?.[0] : undefined;
}
