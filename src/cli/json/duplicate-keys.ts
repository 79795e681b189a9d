import type { Node } from 'jsonc-parser';
import { quoted } from '../io/visible';
import type { PlacedFault, Source } from './source';
import { MOST_ERRORS } from './syntax-errors';

/** A fault for every key that an object has already. `JSON.parse` keeps the last one and says nothing. */
export function duplicateKeys(root: Node, source: Source): PlacedFault[] {
  const faults: PlacedFault[] = [];
  const visit = (node: Node, path: string) => {
    if (faults.length >= MOST_ERRORS) return;
    if (node.type === 'array') {
      node.children?.forEach((item, i) => visit(item, `${path}[${i}]`));
    } else if (node.type === 'object') {
      const first = new Map<string, Node>();
      for (const { children: [key, value] = [] } of node.children ?? []) {
        if (key === undefined) continue;
        const name = key.value as string;
        const keyPath = path === '' ? name : `${path}.${name}`;
        const earlier = first.get(name);
        if (earlier === undefined) first.set(name, key);
        else {
          const { line } = source.positionAt(earlier.offset);
          const message = `is there twice: the key ${quoted(name)} is in line ${line} already. Keep one of them`;
          faults.push({ path: keyPath, message, offset: key.offset, length: key.length });
        }
        if (value !== undefined) visit(value, keyPath);
      }
    }
  };
  visit(root, '');
  return faults;
}
