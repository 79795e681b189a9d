import { migrations, type EntitySet } from 'passport-jit';
import type { DataSource, DataSourceOptions } from 'typeorm';
import { openDatabase } from '../harness/harness';
import { recordTranscript } from './record-transcript';
import type { Setup } from './scenario';

/** A setup, before its database is opened. */
export interface SetupOptions {
  /** Of the data source. */
  options?: Partial<DataSourceOptions> | (() => Promise<Partial<DataSourceOptions>>);
  /** Made only when it is needed: each class is in the metadata of TypeORM from then on. */
  entities?: () => EntitySet;
  /** Whether the migrations of the library make the tables. @default false */
  isMigrated?: boolean;
  clockOffset?: number;
  prepare?: (dataSource: DataSource) => Promise<void>;
  catchUp?: (dataSource: DataSource) => Promise<void>;
}

/** A test for each setup: the scenario leaves the same lines there as in the default setup. */
export function testSetups(setups: Record<string, SetupOptions>): void {
  let defaultLines: string[];
  beforeAll(async () => {
    defaultLines = await recordInSetup({});
    // A scenario that ended early would be equal everywhere.
    expect(defaultLines.at(-1)).toMatch(/^emitted \["unchanged",\d+\]$/);
  });
  test.each(Object.entries(setups))('%s', async (_, setup) => {
    expect(await recordInSetup(setup)).toEqual(defaultLines);
  });
}

export async function recordInSetup(setup: SetupOptions): Promise<string[]> {
  const { isMigrated = false, clockOffset, prepare, catchUp } = setup;
  const options = typeof setup.options === 'function' ? await setup.options() : setup.options;
  const entities = setup.entities?.();
  const dataSource = await openDatabase({
    ...options,
    ...(entities && { entities: Object.values(entities) }),
    ...(isMigrated && { synchronize: false, migrations, migrationsRun: true }),
  });
  try {
    await prepare?.(dataSource);
    const opened: Setup = {
      dataSource,
      entities,
      clockOffset,
      catchUp: catchUp && (() => catchUp(dataSource)),
    };
    return await recordTranscript(opened);
  } finally {
    await dataSource.destroy();
  }
}
