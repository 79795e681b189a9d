import { DataSource } from 'typeorm';
import { parseDuration, type Duration } from './duration';
import type { EntitySet } from '../entities/define-entities';
import { InvalidInputError, type Fault } from '../errors';
import { describeType } from './text';
import { didYouMean, closest } from './suggest';
import { isJsonObject } from './json';

/** What a Node.js timer can wait for. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Collects what is wrong with options, so that all of it is said at once. */
export class FaultCollector {
  readonly #faults: Fault[] = [];

  /** A typo must not switch an option off, so what is not known is a fault. */
  keys(path: string, value: unknown, knownKeys: readonly string[]): void {
    if (!isJsonObject(value)) {
      this.#add(path, `must be an object with ${knownKeys.join(', ')}, not ${describeType(value)}`);
      return;
    }
    for (const key of Object.keys(value)) {
      if (knownKeys.includes(key)) continue;
      const suggestion = didYouMean(closest(key, knownKeys));
      this.#add(path === '' ? key : `${path}.${key}`, `is no known option${suggestion}`);
    }
  }

  /** By its shape: an app may have another copy of TypeORM than this library was built with. */
  dataSource(value: unknown, entities: EntitySet, names: readonly string[]): void {
    const isDataSource =
      value instanceof DataSource ||
      typeof (value as DataSource | null | undefined)?.createQueryRunner === 'function';
    if (!isDataSource) {
      this.#add('dataSource', 'must be a TypeORM DataSource');
      return;
    }
    const dataSource = value as DataSource;
    if (!dataSource.isInitialized) {
      this.#add('dataSource', 'must be initialized first: await dataSource.initialize()');
      return;
    }
    for (const name of names) {
      const entity: unknown = entities?.[name as keyof EntitySet];
      const path = `entities.${name}`;
      if (typeof entity !== 'function') this.#add(path, 'is missing: hand over what defineEntities made');
      else if (!dataSource.hasMetadata(entity as () => unknown)) {
        this.#add(path, 'is not in the DataSource: give it entities: Object.values(entities)');
      }
    }
  }

  names(path: string, list: unknown, min: number): void {
    if (!Array.isArray(list) || !list.every((name) => typeof name === 'string' && name !== '')) {
      this.#add(path, 'must be a list of names');
    } else if (list.length < min) this.#add(path, 'must not be empty');
    else if (new Set(list).size < list.length) this.#add(path, 'names something twice');
  }

  protocols(path: string, list: unknown): void {
    this.names(path, list, 0);
    if (!Array.isArray(list)) return;
    for (const protocol of list as unknown[]) {
      if (typeof protocol !== 'string' || /^[a-z][a-z0-9+.-]*:$/.test(protocol)) continue;
      this.#add(
        path,
        `must be protocols as URLs have them, such as "https:", not ${JSON.stringify(protocol)}`,
      );
    }
  }

  oneOf(path: string, value: unknown, allowed: readonly unknown[]): void {
    if (allowed.includes(value)) return;
    const names = allowed.filter((option) => option !== undefined).map((option) => JSON.stringify(option));
    this.#add(path, `must be ${names.join(' or ')}`);
  }

  functions(options: object, ...paths: string[]): void {
    for (const path of paths) {
      const value: unknown = options[path as keyof typeof options];
      if (value !== undefined && typeof value !== 'function') this.#add(path, 'must be a function');
    }
  }

  duration(path: string, duration: Duration, max = Infinity): number {
    const value = parseDuration(duration);
    if (value === undefined) {
      this.#add(path, `must be a length of time such as '8h', not ${JSON.stringify(duration)}`);
    } else if (value > max) this.#add(path, 'must be at most 24 days');
    return value ?? 0;
  }

  timer(path: string, duration: Duration): number {
    return this.duration(path, duration, MAX_TIMER_MS);
  }

  removalSafeguard(path: string, limits: { window?: Duration; maxUsers?: number; maxShare?: number }) {
    this.keys(path, limits, ['window', 'maxUsers', 'maxShare']);
    const { window = '1h', maxUsers = 10, maxShare = 0.2 } = limits ?? {};
    if (!Number.isInteger(maxUsers) || maxUsers < 0) this.#add(`${path}.maxUsers`, 'must be a whole number');
    if (!(maxShare >= 0 && maxShare <= 1)) this.#add(`${path}.maxShare`, 'must be a number from 0 to 1');
    return { window: this.duration(`${path}.window`, window), maxUsers, maxShare };
  }

  throwIfInvalid(): void {
    if (this.#faults.length === 0) return;
    throw new InvalidInputError('options_invalid', 'createProvisioning cannot use its options', this.#faults);
  }

  #add(path: string, message: string): void {
    this.#faults.push({ path, message });
  }
}
