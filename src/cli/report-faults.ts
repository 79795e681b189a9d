import type { Faulty } from './exit';
import { bold, red, yellow, type Output, type Piece } from './io/output';
import { excerpt } from './json/excerpt';
import type { PlacedFault, Range, Source } from './json/source';

/** More than anybody reads. */
const MOST_SHOWN = 1_000;

/** The faults of a file, each with its place and the text around it. */
export function reportFaults(out: Output, { source, faults }: Faulty): void {
  for (const fault of faults.slice(0, MOST_SHOWN))
    reportAt(out, source, fault, red('fault'), sentence(fault));
  if (faults.length > MOST_SHOWN) out.line(`Shown are the first ${MOST_SHOWN}. With --json all are.`);
  if (faults.length > 0) out.line(red(`${source.file}: ${count(faults.length, 'fault')}`));
}

/** What has been found at one place of a file. */
export function reportAt(out: Output, source: Source, place: Range, kind: Piece, message: string): void {
  const { line, column } = source.positionAt(place.offset);
  out.line(bold(`${source.file}:${line}:${column}`), ' ', kind, ' ', message);
  for (const pieces of excerpt(source, place)) out.line(...pieces);
  out.line('');
}

/** The same for machines. */
export function faultsAsJson({ source, faults }: Faulty) {
  return faults.map((fault) => ({ path: fault.path, message: fault.message, ...placeAsJson(source, fault) }));
}

export function placeAsJson(source: Source, { offset }: Range) {
  return { file: source.file, ...source.positionAt(offset) };
}

export function sentence({ path, message }: Pick<PlacedFault, 'path' | 'message'>): string {
  // A key may be as long as the file.
  const shown = path.length <= 200 ? path : `${path.slice(0, 200)}…`;
  return path === '' ? message : `${shown}: ${message}`;
}

export function count(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
}

export const suspicious = yellow('suspicious');
