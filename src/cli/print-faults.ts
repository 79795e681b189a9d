import { MAX_FAULTS } from '../errors';
import type { CheckedFile } from './errors';
import { bold, red, yellow, type Output, type Piece } from './io/output';
import { excerpt } from './json/excerpt';
import type { PlacedFault, Range, Source } from './json/source';

/** Prints the faults of a file, each with its place and the surrounding text. */
export function printFaults(out: Output, file: CheckedFile): void {
  const { source } = file;
  const { faults, omitted } = limitFaults(file);
  for (const fault of faults) printFault(out, source, fault, red('fault'));
  if (omitted > 0) out.line(`and ${omitted.toLocaleString('en')} more`);
  const total = faults.length + omitted;
  if (total > 0) out.line(red(`${source.file}: ${pluralize(total, 'fault')}`));
}

/** At most as many faults as an error lists, and the number of further faults. */
function limitFaults({ faults, omitted = 0 }: CheckedFile) {
  const listed = faults.slice(0, MAX_FAULTS);
  return { faults: listed, omitted: omitted + faults.length - listed.length };
}

type Message = Pick<PlacedFault, 'path' | 'message'>;

/** Prints a fault or a warning at one place of a file. */
export function printFault(out: Output, source: Source, fault: Message & Range, kind: Piece): void {
  const { line, column } = source.positionAt(fault.offset);
  out.line(bold(`${source.file}:${line}:${column}`), ' ', kind, ' ', formatFault(fault));
  for (const pieces of excerpt(source, fault)) out.line(...pieces);
  out.line('');
}

/** The faults of files, as JSON. */
export function faultsToJson(...files: readonly CheckedFile[]) {
  const limited = files.map((file) => ({ ...limitFaults(file), source: file.source }));
  const omitted = limited.reduce((sum, file) => sum + file.omitted, 0);
  const faults = limited.flatMap(({ source, faults: listed }) =>
    listed.map(({ offset, length, ...fault }) => ({
      ...fault,
      ...positionToJson(source, { offset, length }),
    })),
  );
  return { faults, ...(omitted === 0 ? {} : { omitted }) };
}

export function positionToJson(source: Source, { offset }: Range) {
  return { file: source.file, ...source.positionAt(offset) };
}

export function formatFault({ path, message }: Message): string {
  // A key may be as long as the file.
  const shortPath = path.length <= 200 ? path : `${path.slice(0, 200)}…`;
  return path === '' ? message : `${shortPath}: ${message}`;
}

export function pluralize(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
}

export const suspiciousLabel = yellow('suspicious');
