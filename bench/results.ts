import type { Server } from './database/server';
import type { Plan } from './plan';
import type { CrowdRate } from './scenarios/crowd';
import type { GrowthPoint } from './scenarios/growth';
import type { MappingCost } from './scenarios/mapping';
import type { HeapUse } from './scenarios/memory';
import type { JourneyProfile } from './scenarios/profile';
import type { SamePerson } from './scenarios/same-person';
import type { SignInCost } from './scenarios/sign-ins';

/** What one run found out. */
export interface Results {
  begun: string;
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
  crowds: CrowdRate[];
  samePerson: SamePerson[];
  /** By ascending numbers of users. */
  users: GrowthPoint[];
  /** By ascending numbers of groups. */
  groups: GrowthPoint[];
  /** Of the library. */
  memory: HeapUse[];
  profiles: JourneyProfile[];
}
