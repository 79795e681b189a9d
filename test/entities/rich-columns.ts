import {
  Column,
  CreateDateColumn,
  UpdateDateColumn,
  VersionColumn,
  type ColumnOptions,
  type ColumnType,
} from 'typeorm';
import { databaseType, isOn, type DatabaseType } from '../support/database-type';

/** Column types by what they hold; a database has its own word for each. */
const OF_SQLITE = {
  moment: 'datetime',
  localMoment: 'datetime',
  big: 'bigint',
  exact: 'decimal',
  binary: 'blob',
  json: 'simple-json',
} as const;
const OF_POSTGRES = {
  moment: 'timestamptz',
  localMoment: 'timestamp',
  big: 'bigint',
  exact: 'numeric',
  binary: 'bytea',
  json: 'jsonb',
} as const;
const OF_MARIADB = { ...OF_SQLITE, json: 'json' } as const;

const TYPES: Record<DatabaseType, Record<keyof typeof OF_SQLITE, ColumnType>> = {
  'better-sqlite3': OF_SQLITE,
  sqljs: OF_SQLITE,
  postgres: OF_POSTGRES,
  mariadb: OF_MARIADB,
};

/** Kept as a number of cents, used as text with the currency. */
const money = {
  to: (value: unknown) => (typeof value === 'string' ? Math.round(parseFloat(value) * 100) : value),
  from: (value: unknown) => (typeof value === 'number' ? `${(value / 100).toFixed(2)} EUR` : value),
};

/** A null in the database, and something else in the app. */
const orNone = { to: (value: unknown) => value, from: (value: unknown) => value ?? 'none' };

class Geo {
  @Column({ type: 'float', nullable: true })
  latitude!: number | null;
}

class Address {
  @Column({ type: 'varchar', nullable: true, transformer: orNone })
  zip!: string | null;

  @Column(() => Geo)
  geo!: Geo;
}

/** MariaDB keeps whole seconds unless it is told otherwise. */
const MILLISECONDS = isOn('mariadb') ? { precision: 3 } : {};

/** Gives a class a column of every kind, as the app that owns it might. */
export function addCustomColumns(Class: new () => object): void {
  const kind = (name: keyof typeof OF_SQLITE) => ({ type: TYPES[databaseType][name] });
  const columns: Record<string, ColumnOptions> = {
    moment: { ...kind('moment'), ...MILLISECONDS },
    localMoment: { ...kind('localMoment'), ...MILLISECONDS },
    dayOfYear: { type: 'date' },
    timeOfDay: { type: 'time' },
    bigNumber: kind('big'),
    exactNumber: { ...kind('exact'), precision: 30, scale: 4 },
    bytes: kind('binary'),
    document: kind('json'),
    tags: { type: 'simple-array' },
    flag: { type: 'boolean' },
    price: { type: 'int', transformer: money },
    ratio: { type: 'float' },
    secret: { type: 'varchar', select: false },
    ...(isOn('postgres') ? { list: { type: 'text', array: true }, duration: { type: 'interval' } } : {}),
  };
  const { prototype } = Class as { prototype: object };
  for (const [name, options] of Object.entries(columns))
    Column({ nullable: true, ...options })(prototype, name);
  Column(() => Address)(prototype, 'address');
  CreateDateColumn()(prototype, 'madeAt');
  UpdateDateColumn()(prototype, 'changedAt');
  VersionColumn()(prototype, 'revision');
}

/** Values that a careless way of reading them would change. */
export function sampleValues(): Record<string, unknown> {
  return {
    moment: new Date('2026-03-29T01:30:00.123Z'),
    localMoment: new Date('2026-03-29T02:30:00.120Z'),
    dayOfYear: '2026-02-28',
    timeOfDay: '23:59:59',
    // A number in JSON would lose the last digits of both.
    bigNumber: isOn('postgres', 'mariadb') ? '9007199254740993' : 9007199254740991,
    exactNumber: isOn('postgres', 'mariadb') ? '12345678901234567890.5000' : 12.5,
    bytes: Buffer.from([0, 255, 34, 92, 10]),
    document: { quote: '"\\ \u2028', list: [1, null], deep: { yes: true } },
    tags: ['a', 'b c'],
    flag: true,
    price: '12.34',
    ratio: 0.1,
    secret: 'hidden',
    ...(isOn('postgres') ? { list: ['x,y', '"z"', ''], duration: '1 day 02:03:04' } : {}),
    address: { zip: null, geo: { latitude: 52.5 } },
  };
}
