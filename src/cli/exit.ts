import type { PlacedFault, Source } from './json/source';

/** What the process ends with. */
export const EXIT = { right: 0, faults: 1, wrongUse: 2 } as const;

/** The command cannot do its work: no such file, options that do not fit. One sentence says why. */
export class WrongUse extends Error {}

/** Files that are no right input, with what is wrong in each. */
export class FaultyInput extends Error {
  constructor(readonly files: readonly Faulty[]) {
    super('the input has faults');
  }
}

/** A file, and what is wrong in it. */
export interface Faulty {
  source: Source;
  faults: readonly PlacedFault[];
}

/** @throws {FaultyInput} when any of the files has faults; all of them are told */
export function assertRight(...files: readonly Faulty[]): void {
  const faulty = files.filter(({ faults }) => faults.length > 0);
  if (faulty.length > 0) throw new FaultyInput(faulty);
}
