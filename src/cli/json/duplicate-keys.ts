import type { Node } from 'jsonc-parser';
import { quote } from '../io/escape';
import type { PlacedFault, Source } from './source';
import { MAX_ERRORS } from './syntax-errors';

/** A fault for every key that an object has already. `JSON.parse` keeps the last one and says nothing. */
export function findDuplicateKeys(root: Node, source: Source): PlacedFault[] {
  const faults: PlacedFault[] = [];
  const visit = (node: Node, path: string) => {
    if (faults.length >= MAX_ERRORS) return;
    if (node.type === 'array') {
      node.children?.forEach((item, i) => visit(item, `${path}[${i}]`));
    } else if (node.type === 'object') {
      const firstByName = new Map<string, Node>();
      for (const { children: [key, value] = [] } of node.children ?? []) {
        if (key === undefined) continue;
        const name = key.value as string;
        const keyPath = path === '' ? name : `${path}.${name}`;
        const earlier = firstByName.get(name);
        if (earlier === undefined) firstByName.set(name, key);
        else {
          const { line } = source.positionAt(earlier.offset);
          const message = `is there twice: the key ${quote(name)} is in line ${line} already. Keep one of them`;
          faults.push({ path: keyPath, message, offset: key.offset, length: key.length });
        }
        if (value !== undefined) visit(value, keyPath);
      }
    }
  };
  visit(root, '');
  return faults;
}
