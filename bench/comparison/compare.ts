import { leanBaseline } from '../contenders/lean-baseline';
import type { Company } from '../company';
import type { ContenderDefinition, SessionContender } from '../contenders/contender';
import type { Server } from '../database/server';
import { startServer } from '../database/start-server';
import { Environment } from '../environment';
import { describeMachine } from '../machine';
import type { ComparisonPlan } from '../plan';
import type { Progress } from '../progress';
import { createCases } from './cases';
import { buildRef, copyWorkingTree, type Checkout } from './checkout';
import { summarizeCase, type CaseResult } from './case-result';
import { libraryContender, loadLibrary } from './library';
import { measureCase, type CaseSample } from './measure-case';

type Definitions = readonly ContenderDefinition<SessionContender>[];

/** The results of comparing two versions of the library. */
export interface Comparison {
  startedAt: string;
  machine: string;
  plan: ComparisonPlan;
  /** Names of both versions. */
  earlier: string;
  current: string;
  databases: DatabaseComparison[];
}

export interface DatabaseComparison {
  name: Server['name'];
  /** Version and settings. */
  server: string;
  cases: CaseResult[];
}

/**
 * Builds the earlier version and measures both in this process.
 *
 * @throws {ComparisonError} for an unknown ref, or if the build fails
 */
export async function compare(plan: ComparisonPlan, progress: Progress): Promise<Comparison> {
  const startedAt = new Date().toISOString();
  const current = await copyWorkingTree();
  let earlier: Checkout | undefined;
  try {
    earlier = await buildRef(plan.ref, progress);
    const versions = [earlier, current] as const;
    const databases: DatabaseComparison[] = [];
    for (const name of plan.databases) {
      const report: Progress = (message) => progress(`${name}: ${message}`);
      report('starts the server');
      const server = await startServer(name);
      try {
        const cases = await measureCases(server, plan, versions, report);
        databases.push({ name, server: server.description, cases });
      } finally {
        await server.stop();
      }
    }
    return {
      startedAt,
      machine: describeMachine(),
      plan,
      earlier: earlier.name,
      current: current.name,
      databases,
    };
  } finally {
    earlier?.remove();
    current.remove();
  }
}

/** Measures sessions until the ratios of all cases are precise. */
async function measureCases(
  server: Server,
  plan: ComparisonPlan,
  versions: readonly [earlier: Checkout, current: Checkout],
  progress: Progress,
): Promise<CaseResult[]> {
  const cases = createCases(plan);
  const samples = cases.map((): CaseSample[] => []);
  const isPrecise = (index: number) => {
    const { ratio } = summarizeCase(cases[index]!, samples[index]!);
    return ratio.margin <= plan.precision;
  };
  for (let session = 0; session < plan.sessions.max; session++) {
    const pending = [...cases.keys()].filter((index) => session < plan.sessions.min || !isPrecise(index));
    if (pending.length === 0) break;
    const contenders = loadContenders(versions, session);
    const environments = new Map<Company, Environment<SessionContender>>();
    const report = (step: string) =>
      progress(`session ${session + 1} of ${plan.sessions.min} to ${plan.sessions.max}: ${step}`);
    try {
      for (const [position, index] of pending.entries()) {
        const each = cases[index]!;
        if (!environments.has(each.company)) {
          report(`fills the tables, ${each.company.users} users × ${each.company.groupsPerUser} memberships`);
          environments.set(each.company, await Environment.open(server, each.company, contenders));
        }
        report(`case ${position + 1} of ${pending.length}, ${each.name}`);
        samples[index]!.push(await measureCase(each, environments.get(each.company)!, plan.rounds));
      }
    } finally {
      for (const environment of environments.values()) await environment.close();
    }
  }
  return cases.map((each, index) => summarizeCase(each, samples[index]!));
}

function loadContenders([earlier, current]: readonly [Checkout, Checkout], session: number): Definitions {
  // In alternating order, since V8 may optimize the first loaded copy differently.
  const folders = session % 2 === 0 ? [earlier.folder, current.folder] : [current.folder, earlier.folder];
  const libraries = new Map(folders.map((folder) => [folder, loadLibrary(folder)]));
  return [
    leanBaseline,
    libraryContender(earlier.name, libraries.get(earlier.folder)!),
    libraryContender(current.name, libraries.get(current.folder)!),
  ];
}
