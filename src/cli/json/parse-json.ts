import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { removeDuplicateKeys } from './duplicate-keys';
import { textFault, type PlacedFault, type Range, type Source } from './source';
import { MAX_ERRORS, MAX_VALUES, STRICT_OPTIONS, findSyntaxErrors } from './syntax-errors';
import { syntaxMessage } from './syntax-message';

/** The JSON of a text, as far as it can be parsed. */
export interface ParsedJson {
  faults: readonly PlacedFault[];
  /** The value that `JSON.parse` returns. Undefined if the text cannot be parsed. */
  value?: unknown;
  /** The same value as a tree with the places in the text. */
  root?: Node;
}

/** The maximum depth. A mapping has four levels, and a recursive parser would overflow the stack. */
const MAX_DEPTH = 100;

/** Parses strict JSON, and continues after faults whose meaning is clear. */
export function parseJson(source: Source): ParsedJson {
  const { text } = source;
  if (text.trim() === '') return { faults: [textFault('is empty', { offset: 0, length: 0 })] };
  const tooDeep = findTooDeep(text);
  if (tooDeep !== undefined) return { faults: [textFault(`is nested over ${MAX_DEPTH} deep`, tooDeep)] };

  const { errors, isTooLarge } = findSyntaxErrors(text);
  if (isTooLarge) {
    const message = `has over ${MAX_VALUES.toLocaleString('en')} values, more than any mapping`;
    return { faults: [textFault(message, { offset: 0, length: 1 })] };
  }
  if (errors.length === 0) return parseValid(source, text, []);
  if (errors.length >= MAX_ERRORS) return { faults: toSyntaxFaults(source, errors) };

  const comments = errors.filter(({ error }) => printParseErrorCode(error) === 'InvalidCommentToken');
  const withoutComments = blankOut(text, comments);
  const commas = findTrailingCommas(withoutComments, findSyntaxErrors(withoutComments).errors);
  // Spaces replace the superfluous text, so that all places stay the same.
  const cleaned = blankOut(withoutComments, commas);
  const remaining = findSyntaxErrors(cleaned).errors;
  const faults = [
    ...comments.map((range) => textFault('is a comment, which JSON does not support: remove it', range)),
    ...commas.map((range) => textFault('is a trailing comma: remove it', range)),
    ...toSyntaxFaults(source, remaining),
  ].sort((a, b) => a.offset - b.offset);
  return remaining.length > 0 ? { faults } : parseValid(source, cleaned, faults);
}

function parseValid(source: Source, text: string, faults: readonly PlacedFault[]): ParsedJson {
  try {
    const value: unknown = JSON.parse(text);
    const root = parseTree(text, [], STRICT_OPTIONS);
    return root === undefined
      ? { faults, value }
      : { faults: [...faults, ...removeDuplicateKeys(root, source)], value, root };
  } catch (error) {
    // A test shows that the two parsers agree. If they ever do not, the result is a fault and not a crash.
    return { faults: [...faults, textFault((error as Error).message, { offset: 0, length: 0 })] };
  }
}

/** The place at which the nesting becomes too deep. */
function findTooDeep(text: string): Range | undefined {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\\n\r]|\\.)*"?|[[\]{}]/g)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > MAX_DEPTH) return { offset: index, length: 1 };
  }
  return undefined;
}

function findTrailingCommas(text: string, errors: readonly ParseError[]): Range[] {
  const commas = errors.flatMap(({ offset }) => {
    if (!/[\]}]/.test(text.charAt(offset))) return [];
    let before = offset - 1;
    while (/[ \t\r\n]/.test(text.charAt(before))) before -= 1;
    return text.charAt(before) === ',' ? [before] : [];
  });
  return [...new Set(commas)].map((offset) => ({ offset, length: 1 }));
}

function blankOut(text: string, ranges: readonly Range[]): string {
  const parts: string[] = [];
  let copiedTo = 0;
  for (const { offset, length } of [...ranges].sort((a, b) => a.offset - b.offset)) {
    parts.push(text.slice(copiedTo, offset), text.slice(offset, offset + length).replace(/[^\r\n]/g, ' '));
    copiedTo = offset + length;
  }
  return parts.join('') + text.slice(copiedTo);
}

/**
 * One fault for each line: further errors in the same line, or at the end of the text, are usually consequences of the
 * first.
 */
function toSyntaxFaults(source: Source, errors: readonly ParseError[]): PlacedFault[] {
  const end = source.text.trimEnd().length;
  const reportedLines = new Set<number>();
  return errors.flatMap((error, i) => {
    const { line } = source.positionAt(error.offset);
    if (reportedLines.has(line) || (i > 0 && error.offset >= end)) return [];
    reportedLines.add(line);
    return [textFault(syntaxMessage(error), error)];
  });
}
