import { InvalidInputError, type Fault } from '../errors';

/** A group mapping that cannot be used. Nothing of it was stored. */
export class MappingError extends InvalidInputError {
  constructor(faults: readonly Fault[]) {
    super('mapping_invalid', `The group mapping has ${pluralize(faults.length, 'fault')}`, faults);
  }
}

function pluralize(n: number, noun: string): string {
  return n === 1 ? `1 ${noun}` : `${n} ${noun}s`;
}
