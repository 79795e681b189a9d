import { describeMachine } from './machine';
import { Environment } from './environment';
import { Company } from './company';
import { betterAuth } from './contenders/better-auth';
import { baseline, baselineWithTimestamp } from './contenders/baseline';
import { handWritten } from './contenders/hand-written';
import { passportJit, passportJitStored } from './contenders/passport-jit';
import type { Server } from './database/server';
import { startServer } from './database/start-server';
import type { Plan } from './plan';
import type { Progress } from './progress';
import type { DatabaseResults, Results } from './results';
import { measureThroughput } from './scenarios/throughput';
import { measureGrowth } from './scenarios/growth';
import { measureMapping } from './scenarios/mapping';
import { measureHeap } from './scenarios/memory';
import { profileSignIns } from './scenarios/profile';
import { measureConcurrentFirstSignIns } from './scenarios/concurrent-first-sign-in';
import { measureSignIns } from './scenarios/sign-ins';
import { SIGN_IN_KINDS } from './workload';

/** The first one is the baseline, to which the others are compared. */
const CONTENDERS = [baseline, handWritten, passportJit, betterAuth];

/** Measures everything in the plan. */
export async function run(plan: Plan, progress: Progress): Promise<Results> {
  const startedAt = new Date().toISOString();
  const databases: DatabaseResults[] = [];
  for (const name of plan.databases) {
    const report: Progress = (message) => progress(`${name}: ${message}`);
    report('starts the server');
    const server = await startServer(name);
    try {
      databases.push(await measureOn(server, plan, report));
    } finally {
      await server.stop();
    }
  }
  progress('mapping');
  const mapping = await measureMapping(plan.mappingRounds);
  return { startedAt, machine: describeMachine(), plan, databases, mapping };
}

async function measureOn(server: Server, plan: Plan, progress: Progress): Promise<DatabaseResults> {
  const { rounds, growthRounds } = plan;
  const company = new Company(plan.size);

  const signIns = await withEnvironment(server, company, ALL_CONTENDERS, async (environment) => {
    const costs = [];
    for (const kind of SIGN_IN_KINDS) {
      progress(`sequential: ${kind}`);
      costs.push(...(await measureSignIns([environment], kind, rounds)).flat());
    }
    return costs;
  });
  const throughputs = await withEnvironment(server, company, ALL_CONTENDERS, async (environment) => {
    const rates = [];
    for (const kind of SIGN_IN_KINDS) {
      progress(`concurrent: ${kind}`);
      rates.push(...(await measureThroughput(environment, kind, plan.throughput)));
    }
    return rates;
  });
  progress('concurrent first sign-ins of one user');
  const concurrentFirstSignIns = await withEnvironment(server, company, CONTENDERS, (environment) =>
    measureConcurrentFirstSignIns(environment, plan.concurrentFirstSignIns),
  );

  const byUsers = plan.users.map((users) => new Company(users, company.groupsPerUser, plan.activeUsers));
  const byGroups = plan.groups.map((groups) => new Company(plan.users[0]!, groups, plan.activeUsers));
  const users = await measureGrowth(server, byUsers, CONTENDERS, growthRounds, progress);
  const groups = await measureGrowth(server, byGroups, CONTENDERS, growthRounds, progress);

  const memory = [];
  for (const tenants of plan.tenants) {
    memory.push(await measureHeap(server, tenants, plan.signIns, progress));
  }
  progress('profile');
  const profiles = await withEnvironment(server, company, [passportJit], (environment) =>
    profileSignIns(environment, 5 * rounds.measured),
  );
  const { name, description } = server;
  return {
    name,
    server: description,
    signIns,
    throughputs,
    concurrentFirstSignIns,
    users,
    groups,
    memory,
    profiles,
  };
}

const ALL_CONTENDERS = [
  baseline,
  baselineWithTimestamp,
  handWritten,
  passportJit,
  passportJitStored,
  betterAuth,
];

async function withEnvironment<T>(
  server: Server,
  company: Company,
  definitions: typeof CONTENDERS,
  work: (environment: Environment) => Promise<T>,
): Promise<T> {
  const environment = await Environment.open(server, company, definitions);
  try {
    return await work(environment);
  } finally {
    await environment.close();
  }
}
