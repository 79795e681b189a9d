import type { Node } from 'jsonc-parser';
import type { Range } from './source';

/** What is known of the keys of an object. */
export interface KeySchema {
  /** The name by which paths call a key of the document, which may have an older name for it. */
  canonicalName(key: string): string;
  isKnown(name: string): boolean;
  /** The objects under a key, or in the list under it. */
  child(name: string): KeySchema;
}

/** Nothing is known, so every key may be right. */
export const ANY_KEYS: KeySchema = {
  canonicalName: (key) => key,
  isKnown: () => true,
  child: () => ANY_KEYS,
};

/** Finds the place of a path such as `mappings[3].role_name` in a document. */
export class Locator {
  readonly #root: Node;
  readonly #schema: KeySchema;
  readonly #keys = new WeakMap<Node, ObjectKeys>();

  constructor(root: Node, schema: KeySchema = ANY_KEYS) {
    this.#root = root;
    this.#schema = schema;
  }

  /**
   * The value that the path leads to; its key, where it is the key that is wrong; and the brace of the object, where
   * the key is missing.
   */
  find(path: string): Range {
    const isKey = this.#root.type === 'object' && path !== '';
    const found = this.#resolve(this.#root, isKey ? `.${path}` : path, this.#schema) ?? this.#root;
    // Of a list or an object only the bracket is marked.
    const isContainer = found.type === 'object' || found.type === 'array';
    return { offset: found.offset, length: isContainer ? 1 : found.length };
  }

  #resolve(node: Node, rest: string, schema: KeySchema): Node | undefined {
    if (rest === '') return node;
    if (rest.startsWith('.'))
      return node.type === 'object' ? this.#resolveProperty(node, rest.slice(1), schema) : undefined;
    const [match, index] = /^\[(\d+)\]/.exec(rest) ?? [];
    if (match === undefined) return undefined;
    // An older spelling has one value where the current one has a list.
    const item = node.type === 'array' ? node.children?.[Number(index)] : node;
    return item && this.#resolve(item, rest.slice(match.length), schema);
  }

  #resolveProperty(object: Node, path: string, schema: KeySchema): Node | undefined {
    const keys = this.#keysOf(object, schema);
    for (const end of keys.keyEnds(path)) {
      const name = path.slice(0, end);
      const [key, value] = keys.find(name)?.children ?? [];
      if (end === path.length && key !== undefined && keys.isInvalid(name)) return key;
      const found = value && this.#resolve(value, path.slice(end), schema.child(schema.canonicalName(name)));
      if (found !== undefined) return found;
    }
    return schema.isKnown(path) ? object : undefined;
  }

  #keysOf(object: Node, schema: KeySchema): ObjectKeys {
    let keys = this.#keys.get(object);
    if (keys === undefined) {
      keys = new ObjectKeys(object, schema);
      this.#keys.set(object, keys);
    }
    return keys;
  }
}

/** The properties of an object, by their keys as written and as paths call them. Of the same keys the last counts. */
class ObjectKeys {
  readonly #schema: KeySchema;
  readonly #byKey = new Map<string, Node>();
  readonly #byCanonicalName = new Map<string, Node>();
  #maxLength = 0;

  constructor(object: Node, schema: KeySchema) {
    this.#schema = schema;
    for (const property of object.children ?? []) {
      const key = property.children?.[0]?.value as string;
      const name = schema.canonicalName(key);
      this.#byKey.set(key, property);
      this.#byCanonicalName.set(name, property);
      this.#maxLength = Math.max(this.#maxLength, key.length, name.length);
    }
  }

  find(name: string): Node | undefined {
    return this.#byKey.get(name) ?? this.#byCanonicalName.get(name);
  }

  /** Whether a key should not be there: it is not known, or stands beside its newer name. */
  isInvalid(key: string): boolean {
    const name = this.#schema.canonicalName(key);
    return !this.#schema.isKnown(name) || (name !== key && this.#byKey.has(name));
  }

  /** Where the first key of a path may end. A key may have dots and brackets in it, so the longest comes first. */
  *keyEnds(path: string): Generator<number> {
    if (path.length <= this.#maxLength) yield path.length;
    for (let end = Math.min(this.#maxLength, path.length - 1); end >= 0; end -= 1) {
      if (path[end] === '.' || path[end] === '[') yield end;
    }
  }
}
