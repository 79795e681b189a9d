import { createProvisioning } from 'passport-jit';
import type { DataSourceOptions } from 'typeorm';
import { MAPPING, openDatabase } from '../harness/harness';

/** What a process of its own measures of a preview. Sizes are in megabytes. */
export interface Measurement {
  users: number;
  items: number;
  seconds: number;
  /** By how much memory grew. */
  growth: number;
  /** The most that there ever was. */
  memory: number;
}

const MEGABYTE = 2 ** 20;

async function main(): Promise<void> {
  const database = JSON.parse(process.argv[2]!) as Partial<DataSourceOptions>;
  const dataSource = await openDatabase({
    ...database,
    synchronize: false,
    subscribers: [],
  });
  const jit = createProvisioning({ dataSource });
  const before = process.memoryUsage.rss();
  const from = Date.now();
  let items = 0;
  const preview = jit.preview({
    enhancedSync: true,
    mapping: { ...MAPPING, mappings: [...MAPPING.mappings].reverse() },
  });
  for await (const item of preview) items += item.changes.length > 0 ? 1 : 0;
  const { users } = await preview.summary;
  const seconds = (Date.now() - from) / 1000;
  const most = process.resourceUsage().maxRSS * 1024;
  const size = (bytes: number) => Math.round(bytes / MEGABYTE);
  const measured: Measurement = {
    ...{ users, items, seconds, growth: size(most - before), memory: size(most) },
  };
  process.stdout.write(`${JSON.stringify(measured)}\n`);
  await dataSource.destroy();
}

void main();
