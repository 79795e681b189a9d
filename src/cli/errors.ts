import type { PlacedFault, Source } from './json/source';

/** What the process ends with. */
export const EXIT = { ok: 0, faults: 1, usageError: 2 } as const;

/** The command cannot do its work: no such file, options that do not fit. One sentence says why. */
export class UsageError extends Error {}

/** Files that are no right input, with what is wrong in each. */
export class InvalidFileError extends Error {
  constructor(readonly files: readonly CheckedFile[]) {
    super('the input has faults');
  }
}

/** A file, and what is wrong in it. */
export interface CheckedFile {
  source: Source;
  faults: readonly PlacedFault[];
  /** How many more faults there are. */
  omitted?: number;
}

/** @throws {InvalidFileError} when any of the files has faults; all of them are told */
export function assertValid(...files: readonly CheckedFile[]): void {
  const invalidFiles = files.filter(({ faults }) => faults.length > 0);
  if (invalidFiles.length > 0) throw new InvalidFileError(invalidFiles);
}
