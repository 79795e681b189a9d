import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { Fault, FaultCode, PathSegment } from '../../errors';
import type { Range } from './source';

/** Other names that a document may have for a key at this place. */
export type LegacyNames = (parent: readonly PathSegment[], key: string) => readonly string[];

const NO_LEGACY_NAMES: LegacyNames = () => [];

/** The fault is in the key itself, not in its value. */
const KEY_CODES: ReadonlySet<FaultCode> = new Set(['unknown_key', 'legacy_key', 'misplaced_key']);

/** An object with a place in a document: a fault or a warning. */
export type Located = Pick<Fault, 'segments'> & { code?: FaultCode };

/** Finds the places of faults in the tree of a document. */
export class Locator {
  readonly #root: Node;
  readonly #legacyNames: LegacyNames;

  constructor(root: Node, legacyNames = NO_LEGACY_NAMES) {
    this.#root = root;
    this.#legacyNames = legacyNames;
  }

  /** The range of the faulty value; of the key if the key is wrong; of the brace of the object if a key is missing. */
  find({ segments, code }: Located): Range {
    const node = this.#resolve(segments);
    const key = code !== undefined && KEY_CODES.has(code) ? keyOf(node) : undefined;
    const { type, offset, length } = key ?? node;
    // For a list or an object, only the bracket is marked.
    return { offset, length: type === 'object' || type === 'array' ? 1 : length };
  }

  /** The node at the end of the path, or the last existing one. */
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
      // In an older spelling, a single value may take the place of a list.
      return node.type === 'array' ? findNodeAtLocation(node, [segment]) : segment === 0 ? node : undefined;
    }
    const names = [segment, ...this.#legacyNames(parent, segment)];
    return names.map((name) => findNodeAtLocation(node, [name])).find((child) => child !== undefined);
  }
}

function keyOf({ parent }: Node): Node | undefined {
  return parent?.type === 'property' ? parent.children?.[0] : undefined;
}
