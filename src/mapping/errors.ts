import { InvalidInputError, type Fault } from '../errors';

/**
 * An invalid group mapping. Nothing was stored.
 *
 * @example
 * ```ts
 * try {
 *   createProvisioning({ dataSource, settings: { justInTime: true, mapping } });
 * } catch (error) {
 *   if (!(error instanceof MappingError)) throw error;
 *   for (const { path, message } of error.faults) console.error(`${path}: ${message}`);
 * }
 * ```
 */
export class MappingError extends InvalidInputError {
  constructor(faults: readonly Fault[]) {
    super('mapping_invalid', `The group mapping has ${pluralize(faults.length, 'fault')}`, faults);
  }
}

function pluralize(n: number, noun: string): string {
  return n === 1 ? `1 ${noun}` : `${n} ${noun}s`;
}
