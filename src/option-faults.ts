import { DataSource } from 'typeorm';
import { milliseconds, type Duration } from './duration';
import type { EntitySet } from './entities/define-entities';
import { InvalidInputError, type Fault } from './errors';
import { kindOf } from './mapping/document';
import { didYouMean, nearest } from './mapping/nearest';
import { isJsonObject } from './mapping/older-spellings';

/** What a Node.js timer can wait for. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Collects what is wrong with options, so that all of it is said at once. */
export class OptionFaults {
  readonly #faults: Fault[] = [];

  /** A typo must not switch an option off, so what is not known is a fault. */
  keys(path: string, value: unknown, known: readonly string[]): void {
    if (!isJsonObject(value)) {
      this.#add(path, `must be an object with ${known.join(', ')}, not ${kindOf(value)}`);
      return;
    }
    for (const key of Object.keys(value)) {
      if (known.includes(key)) continue;
      const suggestion = didYouMean(nearest(key, known));
      this.#add(path === '' ? key : `${path}.${key}`, `is no known option${suggestion}`);
    }
  }

  /** By its shape: an app may have another copy of TypeORM than this library was built with. */
  dataSource(value: unknown, entities: EntitySet, names: readonly string[]): void {
    const isOne =
      value instanceof DataSource ||
      typeof (value as DataSource | null | undefined)?.createQueryRunner === 'function';
    if (!isOne) {
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

  names(path: string, list: unknown, least: number): void {
    if (!Array.isArray(list) || !list.every((name) => typeof name === 'string' && name !== '')) {
      this.#add(path, 'must be a list of names');
    } else if (list.length < least) this.#add(path, 'must not be empty');
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
    const names = allowed.filter((each) => each !== undefined).map((each) => JSON.stringify(each));
    this.#add(path, `must be ${names.join(' or ')}`);
  }

  functions(options: object, ...paths: string[]): void {
    for (const path of paths) {
      const value: unknown = options[path as keyof typeof options];
      if (value !== undefined && typeof value !== 'function') this.#add(path, 'must be a function');
    }
  }

  duration(path: string, duration: Duration, most = Infinity): number {
    const value = milliseconds(duration);
    if (value === undefined) {
      this.#add(path, `must be a length of time such as '8h', not ${JSON.stringify(duration)}`);
    } else if (value > most) this.#add(path, 'must be at most 24 days');
    return value ?? 0;
  }

  timer(path: string, duration: Duration): number {
    return this.duration(path, duration, LONGEST_TIMER);
  }

  lossLimits(path: string, limits: { window?: Duration; users?: number; share?: number }) {
    this.keys(path, limits, ['window', 'users', 'share']);
    const { window = '1h', users = 10, share = 0.2 } = limits ?? {};
    if (!Number.isInteger(users) || users < 0) this.#add(`${path}.users`, 'must be a whole number');
    if (!(share >= 0 && share <= 1)) this.#add(`${path}.share`, 'must be a number from 0 to 1');
    return { window: this.duration(`${path}.window`, window), users, share };
  }

  throwIfAny(): void {
    if (this.#faults.length === 0) return;
    throw new InvalidInputError('options_invalid', 'createProvisioning cannot use its options', this.#faults);
  }

  #add(path: string, message: string): void {
    this.#faults.push({ path, message });
  }
}
