import type { Node } from 'jsonc-parser';
import type { Range } from './source';

/** What is known of the keys of an object. */
export interface Shape {
  /** The name by which paths call a key of the document, which may have an older name for it. */
  nameOf(key: string): string;
  isKnown(name: string): boolean;
  /** The objects under a key, or in the list under it. */
  within(name: string): Shape;
}

/** Nothing is known, so every key may be right. */
export const ANY: Shape = { nameOf: (key) => key, isKnown: () => true, within: () => ANY };

/** Finds the place of a path such as `mappings[3].role_name` in a document. */
export class Locator {
  readonly #keys = new WeakMap<Node, Keys>();

  constructor(
    private readonly root: Node,
    private readonly shape: Shape = ANY,
  ) {}

  /**
   * The value that the path leads to; its key, where it is the key that is wrong; and the brace of the object, where
   * the key is missing.
   */
  find(path: string): Range {
    const isKey = this.root.type === 'object' && path !== '';
    const found = this.#walk(this.root, isKey ? `.${path}` : path, this.shape) ?? this.root;
    // Of a list or an object only the bracket is marked.
    const isOpen = found.type === 'object' || found.type === 'array';
    return { offset: found.offset, length: isOpen ? 1 : found.length };
  }

  #walk(node: Node, rest: string, shape: Shape): Node | undefined {
    if (rest === '') return node;
    if (rest.startsWith('.'))
      return node.type === 'object' ? this.#walkInto(node, rest.slice(1), shape) : undefined;
    const [index, position] = /^\[(\d+)\]/.exec(rest) ?? [];
    if (index === undefined) return undefined;
    // An older spelling has one value where the current one has a list.
    const item = node.type === 'array' ? node.children?.[Number(position)] : node;
    return item && this.#walk(item, rest.slice(index.length), shape);
  }

  #walkInto(object: Node, path: string, shape: Shape): Node | undefined {
    const keys = this.#keysOf(object, shape);
    for (const end of keys.endsIn(path)) {
      const name = path.slice(0, end);
      const [key, value] = keys.find(name)?.children ?? [];
      if (end === path.length && key !== undefined && keys.isWrong(name)) return key;
      const found = value && this.#walk(value, path.slice(end), shape.within(shape.nameOf(name)));
      if (found !== undefined) return found;
    }
    return shape.isKnown(path) ? object : undefined;
  }

  #keysOf(object: Node, shape: Shape): Keys {
    let keys = this.#keys.get(object);
    if (keys === undefined) {
      keys = new Keys(object, shape);
      this.#keys.set(object, keys);
    }
    return keys;
  }
}

/** The properties of an object, by their keys as written and as paths call them. Of the same keys the last counts. */
class Keys {
  readonly #written = new Map<string, Node>();
  readonly #named = new Map<string, Node>();
  #longest = 0;

  constructor(
    object: Node,
    private readonly shape: Shape,
  ) {
    for (const property of object.children ?? []) {
      const key = property.children?.[0]?.value as string;
      const name = shape.nameOf(key);
      this.#written.set(key, property);
      this.#named.set(name, property);
      this.#longest = Math.max(this.#longest, key.length, name.length);
    }
  }

  find(name: string): Node | undefined {
    return this.#written.get(name) ?? this.#named.get(name);
  }

  /** Whether a key should not be there: it is not known, or stands beside its newer name. */
  isWrong(key: string): boolean {
    const name = this.shape.nameOf(key);
    return !this.shape.isKnown(name) || (name !== key && this.#written.has(name));
  }

  /** Where the first key of a path may end. A key may have dots and brackets in it, so the longest comes first. */
  *endsIn(path: string): Generator<number> {
    if (path.length <= this.#longest) yield path.length;
    for (let end = Math.min(this.#longest, path.length - 1); end >= 0; end -= 1) {
      if (path[end] === '.' || path[end] === '[') yield end;
    }
  }
}
