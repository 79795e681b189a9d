import type { Node } from 'jsonc-parser';
import type { PathSegment } from '../../errors';
import { createFault } from '../../validation/faults';
import { quote } from '../io/escape';
import type { PlacedFault, Source } from './source';
import { MAX_ERRORS } from './syntax-errors';

/**
 * A fault for every duplicate key of an object. `JSON.parse` silently keeps the last one, so only the last one stays in
 * the tree.
 */
export function removeDuplicateKeys(root: Node, source: Source): PlacedFault[] {
  const faults: PlacedFault[] = [];
  const visit = (node: Node, at: readonly PathSegment[]) => {
    if (faults.length >= MAX_ERRORS) return;
    if (node.type === 'array') {
      node.children?.forEach((item, i) => visit(item, [...at, i]));
    } else if (node.type === 'object') {
      const lastByName = new Map<string, Node>();
      for (const property of node.children ?? []) {
        const [key, value] = property.children ?? [];
        if (key === undefined) continue;
        const name = key.value as string;
        const segments = [...at, name];
        const earlier = lastByName.get(name)?.children?.[0];
        if (earlier !== undefined)
          faults.push(duplicateFault(segments, key, source.positionAt(earlier.offset).line));
        lastByName.set(name, property);
        if (value !== undefined) visit(value, segments);
      }
      keepOnly(node, [...lastByName.values()]);
    }
  };
  visit(root, []);
  return faults;
}

function keepOnly({ children = [] }: Node, kept: readonly Node[]): void {
  children.length = 0;
  for (const child of kept) children.push(child);
}

function duplicateFault(segments: readonly PathSegment[], key: Node, line: number): PlacedFault {
  const message = `is a duplicate: the key ${quote(key.value as string)} is already in line ${line}. Keep one of them`;
  return { ...createFault(segments, { code: 'duplicate', message }), offset: key.offset, length: key.length };
}
