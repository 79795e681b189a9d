import type { CheckedFile } from './errors';
import { bold, red, yellow, type Output, type Piece } from './io/output';
import { excerpt } from './json/excerpt';
import type { PlacedFault, Range, Source } from './json/source';

/** More than anybody reads. */
const MAX_SHOWN = 1_000;

/** The faults of a file, each with its place and the text around it. */
export function printFaults(out: Output, { source, faults }: CheckedFile): void {
  for (const fault of faults.slice(0, MAX_SHOWN)) printFault(out, source, fault, red('fault'));
  if (faults.length > MAX_SHOWN) out.line(`Shown are the first ${MAX_SHOWN}. With --json all are.`);
  if (faults.length > 0) out.line(red(`${source.file}: ${pluralize(faults.length, 'fault')}`));
}

/** What has been found at one place of a file. */
export function printFault(out: Output, source: Source, fault: PlacedFault, kind: Piece): void {
  const { line, column } = source.positionAt(fault.offset);
  out.line(bold(`${source.file}:${line}:${column}`), ' ', kind, ' ', formatFault(fault));
  for (const pieces of excerpt(source, fault)) out.line(...pieces);
  out.line('');
}

/** The same for machines. */
export function faultsToJson({ source, faults }: CheckedFile) {
  return faults.map((fault) => ({
    path: fault.path,
    message: fault.message,
    ...positionToJson(source, fault),
  }));
}

export function positionToJson(source: Source, { offset }: Range) {
  return { file: source.file, ...source.positionAt(offset) };
}

export function formatFault({ path, message }: Pick<PlacedFault, 'path' | 'message'>): string {
  // A key may be as long as the file.
  const shortPath = path.length <= 200 ? path : `${path.slice(0, 200)}…`;
  return path === '' ? message : `${shortPath}: ${message}`;
}

export function pluralize(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
}

export const suspiciousLabel = yellow('suspicious');
