import { createInterface } from 'node:readline';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { entities, ProvisioningSubscriber } from 'passport-jit';
import { runSignIns, type SignInJob } from './sign-in-job';

/*
 * One process of an app that runs as several. It takes jobs from its standard input, a line of JSON each, and answers
 * each with a line of JSON; it ends when its input does.
 */
const open = new Map<string, Promise<DataSource>>();

function connect(options: DataSourceOptions): Promise<DataSource> {
  const key = JSON.stringify(options);
  const known = open.get(key);
  if (known) return known;
  const connecting = new DataSource({
    ...options,
    entities: Object.values(entities),
    subscribers: [ProvisioningSubscriber],
  }).initialize();
  open.set(key, connecting);
  return connecting;
}

async function main(): Promise<void> {
  console.log('ready');
  for await (const line of createInterface(process.stdin)) {
    const { options, job } = JSON.parse(line) as { options: DataSourceOptions; job: SignInJob };
    console.log(JSON.stringify(await runSignIns(await connect(options), job)));
  }
  for (const connecting of open.values()) await (await connecting).destroy();
}

void main();
