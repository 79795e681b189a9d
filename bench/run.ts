import { cpus } from 'node:os';
import { Arena } from './arena';
import { Company } from './company';
import { betterAuth } from './contenders/better-auth';
import { floor, floorWithTimestamp } from './contenders/floor';
import { handWritten } from './contenders/hand-written';
import { passportJit, passportJitStored } from './contenders/passport-jit';
import { startPostgres } from './database/postgres';
import type { Server } from './database/server';
import { startSqlite } from './database/sqlite';
import type { Plan } from './plan';
import type { Progress } from './progress';
import type { DatabaseResults, Results } from './results';
import { measureCrowd } from './scenarios/crowd';
import { measureGrowth } from './scenarios/growth';
import { measureMapping } from './scenarios/mapping';
import { measureHeap } from './scenarios/memory';
import { profileSignIns } from './scenarios/profile';
import { comeAtOnce } from './scenarios/same-person';
import { measureSignIns } from './scenarios/sign-ins';
import { JOURNEYS } from './visitors';

/** The floor is the first: what the others are compared with. */
const CONTENDERS = [floor, handWritten, passportJit, betterAuth];

/** Measures everything that the plan asks for. */
export async function run(plan: Plan, progress: Progress): Promise<Results> {
  const begun = new Date().toISOString();
  const databases: DatabaseResults[] = [];
  for (const name of plan.databases) {
    const say: Progress = (doing) => progress(`${name}: ${doing}`);
    say('starts');
    const server = name === 'sqlite' ? startSqlite() : await startPostgres();
    try {
      databases.push(await measureOn(server, plan, say));
    } finally {
      await server.stop();
    }
  }
  progress('mapping');
  const mapping = await measureMapping(plan.mappingRounds);
  const processors = cpus();
  const machine = `${processors.length} × ${processors[0]?.model ?? 'unknown processor'}, Node.js ${process.versions.node}`;
  return { begun, machine, plan, databases, mapping };
}

async function measureOn(server: Server, plan: Plan, progress: Progress): Promise<DatabaseResults> {
  const { rounds, growthRounds } = plan;
  const company = new Company(plan.size);

  const signIns = await inArena(server, company, EVERYBODY, async (arena) => {
    const costs = [];
    for (const journey of JOURNEYS) {
      progress(`one after the other: ${journey}`);
      costs.push(...(await measureSignIns([arena], journey, rounds)).flat());
    }
    return costs;
  });
  const crowds = await inArena(server, company, EVERYBODY, async (arena) => {
    const rates = [];
    for (const journey of JOURNEYS) {
      progress(`many at once: ${journey}`);
      rates.push(...(await measureCrowd(arena, journey, plan.crowd)));
    }
    return rates;
  });
  progress('one person in many places');
  const samePerson = await inArena(server, company, CONTENDERS, (arena) =>
    comeAtOnce(arena, plan.samePerson),
  );

  const byUsers = plan.users.map((users) => new Company(users, company.groupsEach, plan.regulars));
  const byGroups = plan.groups.map((groups) => new Company(plan.users[0]!, groups, plan.regulars));
  const users = await measureGrowth(server, byUsers, CONTENDERS, growthRounds, progress);
  const groups = await measureGrowth(server, byGroups, CONTENDERS, growthRounds, progress);

  const memory = [];
  for (const tenants of plan.tenants) {
    memory.push(await measureHeap(server, tenants, plan.signIns, progress));
  }
  progress('profile');
  const profiles = await inArena(server, company, [passportJit], (arena) =>
    profileSignIns(arena, 5 * rounds.measured),
  );
  const { name, description } = server;
  return { name, server: description, signIns, crowds, samePerson, users, groups, memory, profiles };
}

const EVERYBODY = [floor, floorWithTimestamp, handWritten, passportJit, passportJitStored, betterAuth];

async function inArena<T>(
  server: Server,
  company: Company,
  kinds: typeof CONTENDERS,
  work: (arena: Arena) => Promise<T>,
): Promise<T> {
  const arena = await Arena.open(server, company, kinds);
  try {
    return await work(arena);
  } finally {
    await arena.close();
  }
}
