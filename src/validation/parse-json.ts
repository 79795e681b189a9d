import { MAX_FAULTS, type Fault, type PathSegment } from '../errors';
import { createFault } from './faults';
import type { Steps } from './time-slice';

export interface ParsedJson {
  value: unknown;
  /** A fault for every key that stands twice in an object, at most 100. `JSON.parse` keeps the last one and does not report it. */
  duplicateKeys: Fault[];
}

/** A text that is not JSON. */
export class JsonSyntaxError extends Error {}

/** A text that has more values, or is nested deeper, than the caller allows. */
export class JsonSizeError extends Error {}

/** A mapping has four levels. */
const MAX_DEPTH = 100;
const VALUES_PER_STEP = 250;

/**
 * Parses JSON in steps, and counts while it parses: `JSON.parse` blocks the event loop, and makes of `{},` objects that take
 * twenty times as much memory as the text.
 *
 * @param maxValues how many values the text may have, each object, list, text, number and literal
 * @throws {JsonSyntaxError}
 * @throws {JsonSizeError}
 */
export function* parseJson(text: string, maxValues: number): Steps<ParsedJson> {
  const reader = new TokenReader(text);
  const stack: Container[] = [];
  const duplicateKeys: Fault[] = [];
  for (let count = 1; ; count++) {
    if (count > maxValues) throw new JsonSizeError(`has more than ${maxValues.toLocaleString('en')} values`);
    if (count % VALUES_PER_STEP === 0) yield;
    const container = startContainer(reader);
    if (container !== undefined && !reader.skip(container.end)) {
      if (stack.push(container) > MAX_DEPTH) throw new JsonSizeError(`is nested over ${MAX_DEPTH} deep`);
      readKey(reader, container);
      continue;
    }
    let value = container === undefined ? reader.readScalar() : container.value;
    for (;;) {
      const parent = stack.at(-1);
      if (parent === undefined) {
        reader.expectEnd();
        return { value, duplicateKeys };
      }
      if (!addValue(parent, value)) duplicateKeys.push(duplicateFault(stack));
      // What follows is refused in any case.
      if (duplicateKeys.length === MAX_FAULTS) return { value: undefined, duplicateKeys };
      if (reader.skip(',')) {
        readKey(reader, parent);
        break;
      }
      reader.expect(parent.end);
      value = parent.value;
      stack.pop();
    }
  }
}

/** An object or a list that is being read, and where in it the next value belongs. */
type Container =
  | { kind: 'object'; end: '}'; value: Record<string, unknown>; key: string }
  | { kind: 'list'; end: ']'; value: unknown[] };

function startContainer(reader: TokenReader): Container | undefined {
  if (reader.skip('{')) return { kind: 'object', end: '}', value: {}, key: '' };
  if (reader.skip('[')) return { kind: 'list', end: ']', value: [] };
  return undefined;
}

function readKey(reader: TokenReader, container: Container): void {
  if (container.kind !== 'object') return;
  container.key = reader.readText();
  reader.expect(':');
}

/** @returns whether the object does not have the key yet */
function addValue(container: Container, value: unknown): boolean {
  if (container.kind === 'list') {
    container.value.push(value);
    return true;
  }
  const { value: object, key } = container;
  const isNew = !Object.hasOwn(object, key);
  // By assignment it would set the prototype.
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
  return isNew;
}

function duplicateFault(stack: readonly Container[]): Fault {
  const path = stack
    .slice(0, MAX_PATH_LENGTH)
    .map((each): PathSegment => (each.kind === 'object' ? each.key : each.value.length));
  return createFault(path, { code: 'duplicate', message: 'is there twice: keep one of the two keys' });
}

const MAX_PATH_LENGTH = 20;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WHITESPACE = /[ \t\n\r]*/y;
const LITERALS = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const;

/** Reads one token of JSON after the other. */
class TokenReader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
    this.#skipWhitespace();
  }

  /** Skips a character, if it comes next. */
  skip(character: string): boolean {
    if (this.#text[this.#position] !== character) return false;
    this.#moveTo(this.#position + 1);
    return true;
  }

  /** @throws {JsonSyntaxError} */
  expect(character: string): void {
    if (!this.skip(character)) throw this.#syntaxError();
  }

  /** @throws {JsonSyntaxError} */
  expectEnd(): void {
    if (this.#position < this.#text.length) throw this.#syntaxError();
  }

  /** @throws {JsonSyntaxError} */
  readScalar(): unknown {
    if (this.#text[this.#position] === '"') return this.readText();
    for (const [literal, value] of LITERALS) {
      if (!this.#text.startsWith(literal, this.#position)) continue;
      this.#moveTo(this.#position + literal.length);
      return value;
    }
    NUMBER.lastIndex = this.#position;
    const [number] = NUMBER.exec(this.#text) ?? [];
    if (number === undefined) throw this.#syntaxError();
    this.#moveTo(this.#position + number.length);
    return Number(number);
  }

  /** @throws {JsonSyntaxError} */
  readText(): string {
    if (this.#text[this.#position] !== '"') throw this.#syntaxError();
    const end = this.#findQuote(this.#position + 1);
    const token = this.#text.slice(this.#position, end + 1);
    try {
      // A slice of the text would keep all of the text in memory.
      const value = JSON.parse(token) as string;
      this.#moveTo(end + 1);
      return value;
    } catch {
      throw this.#syntaxError();
    }
  }

  /** The quote that ends a text. */
  #findQuote(from: number): number {
    for (let quote = from - 1; ;) {
      quote = this.#text.indexOf('"', quote + 1);
      if (quote === -1) throw this.#syntaxError();
      let backslashes = 0;
      while (this.#text[quote - 1 - backslashes] === '\\') backslashes += 1;
      if (backslashes % 2 === 0) return quote;
    }
  }

  #moveTo(position: number): void {
    this.#position = position;
    this.#skipWhitespace();
  }

  #skipWhitespace(): void {
    // Compact JSON has none, and code units are faster than a regular expression.
    if (!(this.#text.charCodeAt(this.#position) <= 0x20)) return;
    WHITESPACE.lastIndex = this.#position;
    WHITESPACE.test(this.#text);
    this.#position = WHITESPACE.lastIndex;
  }

  #syntaxError(): JsonSyntaxError {
    const position = this.#position;
    return new JsonSyntaxError(
      position < this.#text.length
        ? `is not valid JSON at character ${position + 1}`
        : 'is not valid JSON: it ends too early',
    );
  }
}
