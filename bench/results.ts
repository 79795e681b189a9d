import type { Server } from './database/server';
import type { Plan } from './plan';
import type { Throughput } from './scenarios/throughput';
import type { GrowthPoint } from './scenarios/growth';
import type { MappingCost } from './scenarios/mapping';
import type { HeapUsage } from './scenarios/memory';
import type { SignInProfile } from './scenarios/profile';
import type { ConcurrentFirstSignIns } from './scenarios/concurrent-first-sign-in';
import type { SignInCost } from './scenarios/sign-ins';

/** The results of one run. */
export interface Results {
  startedAt: string;
  machine: string;
  plan: Plan;
  databases: DatabaseResults[];
  mapping: MappingCost[];
}

export interface DatabaseResults {
  name: Server['name'];
  /** Version and settings. */
  server: string;
  signIns: SignInCost[];
  throughputs: Throughput[];
  concurrentFirstSignIns: ConcurrentFirstSignIns[];
  /** In ascending order of users. */
  users: GrowthPoint[];
  /** In ascending order of groups. */
  groups: GrowthPoint[];
  /** Memory of the library. */
  memory: HeapUsage[];
  profiles: SignInProfile[];
}
