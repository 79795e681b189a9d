import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { duplicateKeys } from './duplicate-keys';
import type { PlacedFault, Range, Source } from './source';
import { MOST_ERRORS, MOST_VALUES, STRICT, syntaxErrors } from './syntax-errors';
import { syntaxMessage } from './syntax-message';

/** What a text says as JSON, as far as it can be read. */
export interface ParsedJson {
  faults: readonly PlacedFault[];
  /** What `JSON.parse` makes of it. Missing when the text cannot be understood. */
  value?: unknown;
  /** The same as a tree of places in the text. */
  root?: Node;
}

/** A mapping has four levels. A parser that calls itself for each level would run out of stack. */
const DEEPEST = 100;

/** Reads strict JSON, and goes on behind faults that leave no doubt about what was meant. */
export function parseJson(source: Source): ParsedJson {
  const { text } = source;
  if (text.trim() === '') return { faults: [fault('is empty', { offset: 0, length: 0 })] };
  const tooDeep = tooDeepAt(text);
  if (tooDeep !== undefined) return { faults: [fault(`is nested over ${DEEPEST} deep`, tooDeep)] };

  const { errors, isTooLarge } = syntaxErrors(text);
  if (isTooLarge) {
    const message = `has over ${MOST_VALUES.toLocaleString('en')} values, more than any mapping`;
    return { faults: [fault(message, { offset: 0, length: 1 })] };
  }
  if (errors.length === 0) return understood(source, text, []);
  if (errors.length >= MOST_ERRORS) return { faults: syntaxFaults(source, errors) };

  const comments = errors.filter(({ error }) => printParseErrorCode(error) === 'InvalidCommentToken');
  const withoutComments = blankedOut(text, comments);
  const commas = trailingCommas(withoutComments, syntaxErrors(withoutComments).errors);
  // Blanks take the place of what is too much, so that every place stays the same.
  const mended = blankedOut(withoutComments, commas);
  const rest = syntaxErrors(mended).errors;
  const faults = [
    ...comments.map((place) => fault('is a comment, which JSON does not have: remove it', place)),
    ...commas.map((place) => fault('is a comma behind the last value: remove it', place)),
    ...syntaxFaults(source, rest),
  ].sort((a, b) => a.offset - b.offset);
  return rest.length > 0 ? { faults } : understood(source, mended, faults);
}

function understood(source: Source, text: string, faults: readonly PlacedFault[]): ParsedJson {
  try {
    const value: unknown = JSON.parse(text);
    const root = parseTree(text, [], STRICT);
    return root === undefined
      ? { faults, value }
      : { faults: [...faults, ...duplicateKeys(root, source)], value, root };
  } catch (error) {
    // The two parsers agree, as a test shows; if they ever do not, it is a fault and no crash.
    return { faults: [...faults, fault((error as Error).message, { offset: 0, length: 0 })] };
  }
}

function fault(message: string, { offset, length }: Range): PlacedFault {
  return { path: '', message, offset, length };
}

/** Where the nesting gets too deep. */
function tooDeepAt(text: string): Range | undefined {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\\n\r]|\\.)*"?|[[\]{}]/g)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > DEEPEST) return { offset: index, length: 1 };
  }
  return undefined;
}

function trailingCommas(text: string, errors: readonly ParseError[]): Range[] {
  const commas = errors.flatMap(({ offset }) => {
    if (!/[\]}]/.test(text.charAt(offset))) return [];
    let before = offset - 1;
    while (/[ \t\r\n]/.test(text.charAt(before))) before -= 1;
    return text.charAt(before) === ',' ? [before] : [];
  });
  return [...new Set(commas)].map((offset) => ({ offset, length: 1 }));
}

function blankedOut(text: string, places: readonly Range[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const { offset, length } of [...places].sort((a, b) => a.offset - b.offset)) {
    parts.push(text.slice(done, offset), text.slice(offset, offset + length).replace(/[^\r\n]/g, ' '));
    done = offset + length;
  }
  return parts.join('') + text.slice(done);
}

/** One fault a line: what follows on the same line, or at the end of the text, is mostly its echo. */
function syntaxFaults(source: Source, errors: readonly ParseError[]): PlacedFault[] {
  const end = source.text.trimEnd().length;
  const lines = new Set<number>();
  return errors.flatMap((error, i) => {
    const { line } = source.positionAt(error.offset);
    if (lines.has(line) || (i > 0 && error.offset >= end)) return [];
    lines.add(line);
    return [fault(syntaxMessage(error), error)];
  });
}
