import type { PlacedFault, Source } from './json/source';

/** The exit statuses. */
export const EXIT = { ok: 0, faults: 1, usageError: 2 } as const;

/**
 * The command cannot run, for example because of a missing file or conflicting options. The message is one sentence.
 */
export class UsageError extends Error {}

/** Invalid files, with the faults of each. */
export class InvalidFileError extends Error {
  constructor(readonly files: readonly CheckedFile[]) {
    super('the input has faults');
  }
}

/** A file with its faults. */
export interface CheckedFile {
  source: Source;
  faults: readonly PlacedFault[];
  /** The number of further faults. */
  omitted?: number;
}

/** @throws {InvalidFileError} with all faults, if any of the files has some */
export function assertValid(...files: readonly CheckedFile[]): void {
  const invalidFiles = files.filter(({ faults }) => faults.length > 0);
  if (invalidFiles.length > 0) throw new InvalidFileError(invalidFiles);
}
