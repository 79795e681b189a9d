/** Where text is no JSON, or says the same thing twice. */
export class JsonFault extends Error {
  constructor(message, offset) {
    super(message);
    this.offset = offset;
  }
}

/**
 * Reads JSON and remembers where everything stands, so that a fault can be shown at its line. `JSON.parse` tells no
 * place that one could rely on, and takes the last of two equal keys without a word.
 */
export function readJson(text) {
  const root = new Reader(text).document();
  return { value: JSON.parse(text), root };
}

/** The place that a path such as `mappings[3].role_name` is about; of what is missing, the place it is missing from. */
export function locate(root, path) {
  let node = unwrapped(root);
  let rest = path;
  let place = node;
  while (rest !== '') {
    const step = node.members === undefined ? itemAt(node, rest) : memberAt(node, rest);
    if (step === undefined) break;
    ({ node, rest } = step);
    place = node;
  }
  return place;
}

/** Answers for any place in a text in which line and column it is, both counted from 1. */
export function positionsOf(text) {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return function positionOf(offset) {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low] + 1 };
  };
}

/** Faults are told in the current spelling of the mapping, whatever the text has. */
const OLDER = {
  group_name: 'sso_group',
  tenant_owners_groups: 'tenant_owners_group',
  tenant_permission: 'tenant_permissions',
};

function unwrapped(root) {
  return root.members?.find(({ key }) => key === 'user_group_mapping')?.node ?? root;
}

/** A key may itself have dots and brackets in it: the longest one that fits is meant. */
function memberAt({ members }, path) {
  const fitting = members
    .flatMap(({ key, start, node }) => [key, ...currentNames(key)].map((name) => ({ name, start, node })))
    .filter(({ name }) => path.startsWith(name) && /^($|\.|\[)/.test(path.slice(name.length)))
    .sort((a, b) => b.name.length - a.name.length);
  if (fitting.length === 0) return undefined;
  const [{ name, start, node }] = fitting;
  return { node: { ...node, start }, rest: path.slice(name.length).replace(/^\./, '') };
}

function currentNames(key) {
  return Object.keys(OLDER).filter((current) => OLDER[current] === key);
}

function itemAt({ items }, path) {
  const [match, index] = /^\[(\d+)\]\.?/.exec(path) ?? [];
  const node = items?.[Number(index)];
  return match === undefined || node === undefined ? undefined : { node, rest: path.slice(match.length) };
}

const MAX_DEPTH = 100;
const SPACE = new Set([' ', '\t', '\n', '\r']);
const PLAIN = /^[^\\\p{Cc}]*$/u;
const WORD = /[^\s,:[\]{}"]*/y;
const VALUE = /^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?)$/;

function unreadable(token) {
  const [, wrong] = /(?:^|[^\\])(?:\\\\)*(\\(?:u|[^"\\/bfnrtu]))/.exec(token) ?? [];
  const reason =
    wrong === undefined ? 'a control character must be written as \\u0000' : `${wrong} means nothing`;
  return `This text cannot be read: ${reason}`;
}

class Reader {
  #text;
  #at = 0;

  constructor(text) {
    this.#text = text;
  }

  document() {
    this.#space();
    if (this.#at === this.#text.length) throw this.#fault('There is nothing here yet');
    const node = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) throw this.#fault(`${this.#seen()} comes after the end`);
    return node;
  }

  #value(depth) {
    if (depth > MAX_DEPTH) throw this.#fault(`More than ${MAX_DEPTH} levels`);
    const start = this.#at;
    const node = { start };
    const character = this.#text[start];
    if (character === '{') node.members = this.#members(depth);
    else if (character === '[') node.items = this.#items(depth);
    else if (character === '"') this.#string();
    else this.#word();
    node.end = this.#at;
    return node;
  }

  #members(depth) {
    const members = [];
    const keys = new Set();
    this.#list('}', 'the object', () => {
      const start = this.#at;
      if (this.#text[start] !== '"')
        throw this.#fault(`A key in double quotes should be here, not ${this.#seen()}`);
      const key = this.#string();
      if (keys.has(key)) throw this.#fault(`The key ${JSON.stringify(key)} is here twice`, start);
      keys.add(key);
      this.#space();
      if (this.#text[this.#at] !== ':') throw this.#fault(`A colon should be here, not ${this.#seen()}`);
      this.#at += 1;
      this.#space();
      members.push({ key, start, node: this.#value(depth + 1) });
    });
    return members;
  }

  #items(depth) {
    const items = [];
    this.#list(']', 'the list', () => items.push(this.#value(depth + 1)));
    return items;
  }

  #list(end, what, item) {
    const start = this.#at;
    this.#at += 1;
    this.#space();
    if (this.#text[this.#at] === end) {
      this.#at += 1;
      return;
    }
    for (;;) {
      item();
      const after = this.#at;
      this.#space();
      const character = this.#text[this.#at];
      this.#at += 1;
      if (character === end) return;
      if (character === undefined)
        throw this.#fault(`The end of ${what} that begins here is missing (${end})`, start);
      // Where the comma belongs, and not at what comes next, which may be on another line.
      if (character !== ',') throw this.#fault(`A comma or ${end} is missing here`, after);
      const comma = this.#at - 1;
      this.#space();
      if (this.#text[this.#at] === end) throw this.#fault('Nothing comes after this comma', comma);
    }
  }

  #string() {
    const start = this.#at;
    this.#at += 1;
    for (let character; (character = this.#text[this.#at]) !== '"'; this.#at += 1) {
      if (character === '\\') character = this.#text[(this.#at += 1)];
      if (character === undefined || character === '\n') {
        throw this.#fault('The double quote at the end is missing', start);
      }
    }
    this.#at += 1;
    const token = this.#text.slice(start, this.#at);
    if (PLAIN.test(token)) return token.slice(1, -1);
    try {
      return JSON.parse(token);
    } catch {
      throw this.#fault(unreadable(token), start);
    }
  }

  #word() {
    WORD.lastIndex = this.#at;
    const [word] = WORD.exec(this.#text);
    if (VALUE.test(word)) this.#at += word.length;
    else if (word === '') throw this.#fault(`A value should be here, not ${this.#seen()}`);
    else throw this.#fault(`${word.slice(0, 40)} is no value: text stands in double quotes`);
  }

  #space() {
    while (SPACE.has(this.#text[this.#at])) this.#at += 1;
  }

  #seen() {
    const character = this.#text[this.#at];
    return character === undefined ? 'the end' : JSON.stringify(character);
  }

  #fault(message, offset = this.#at) {
    return new JsonFault(message, Math.min(offset, this.#text.length));
  }
}
