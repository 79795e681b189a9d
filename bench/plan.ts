import type { Server } from './database/server';

/** What one run measures, and how often. */
export interface Plan {
  databases: readonly Server['name'][];
  /** Users of the company, except for growth. */
  size: number;
  /** Numbers of users for the growth by users. */
  users: readonly number[];
  /** Groups of each user for the growth by groups, in a company with the smallest number of users. */
  groups: readonly number[];
  /** Users who sign in repeatedly when growth is measured. */
  activeUsers: number;
  /** Sequential sign-ins of each contender. */
  rounds: Rounds;
  /** The same, for each size. */
  growthRounds: Rounds;
  throughput: { rounds: number; size: number };
  /** Concurrent first sign-ins of one user. */
  concurrentFirstSignIns: number;
  mappingRounds: Rounds;
  /** Numbers of tenants when memory is measured. */
  tenants: readonly number[];
  /** Sign-ins between two measurements of the heap. */
  signIns: number;
}

/** How often each contender signs in, in alternating batches. */
export interface Rounds {
  measured: number;
  /** Sign-ins before measuring, so that V8 has compiled the code: it takes some thousand. */
  warmUp: number;
  /** Sign-ins of one contender before the next contender runs. */
  batch: number;
}

/** Operations of one contender without a change to another one. */
export interface Batches {
  size: number;
  /** Batches of each contender before the measured ones of a session. */
  warmUp: number;
}

/** What is compared with an earlier version, and how often. */
export interface ComparisonPlan {
  /** The git ref of the earlier version. */
  ref: string;
  databases: readonly Server['name'][];
  /** Share by which an operation may take longer; without it, only the statements are judged. */
  tolerance: number | undefined;
  /** Users of the company. */
  size: number;
  /** Users of the company with many memberships. */
  wideSize: number;
  /** Memberships of each of its users. */
  memberships: number;
  batches: { sequential: Batches; concurrent: Batches; wide: Batches };
  /** Measured batches of each contender and case in a session. */
  rounds: number;
  /**
   * How often both versions are loaded and measured. A case is measured again until its ratio is precise, since V8
   * optimizes each loaded copy of the same code differently.
   */
  sessions: { min: number; max: number };
  /** Half of the confidence interval of a ratio that is precise. */
  precision: number;
}

export const DATABASES: readonly Server['name'][] = ['sqlite', 'postgres'];

export const FULL: Plan = {
  databases: DATABASES,
  size: 10_000,
  users: [1_000, 10_000, 100_000, 1_000_000],
  groups: [1, 50, 500],
  activeUsers: 200,
  rounds: { measured: 600, warmUp: 2_000, batch: 20 },
  growthRounds: { measured: 400, warmUp: 200, batch: 20 },
  throughput: { rounds: 4, size: 640 },
  concurrentFirstSignIns: 100,
  mappingRounds: { measured: 200, warmUp: 400, batch: 20 },
  tenants: [1, 10_000],
  signIns: 100_000,
};

/** A check that everything runs; its figures mean nothing. */
export const QUICK: Plan = {
  databases: DATABASES,
  size: 100,
  users: [100, 200],
  groups: [1, 50],
  activeUsers: 50,
  rounds: { measured: 8, warmUp: 2, batch: 4 },
  growthRounds: { measured: 4, warmUp: 1, batch: 4 },
  throughput: { rounds: 1, size: 32 },
  concurrentFirstSignIns: 20,
  mappingRounds: { measured: 2, warmUp: 1, batch: 1 },
  tenants: [1, 10],
  signIns: 200,
};

export const FULL_COMPARISON = {
  databases: DATABASES,
  size: 1_000,
  wideSize: 100,
  memberships: 500,
  batches: {
    sequential: { size: 100, warmUp: 20 },
    concurrent: { size: 320, warmUp: 6 },
    wide: { size: 40, warmUp: 15 },
  },
  rounds: 12,
  sessions: { min: 4, max: 10 },
};

export const QUICK_COMPARISON: typeof FULL_COMPARISON = {
  databases: DATABASES,
  size: 100,
  wideSize: 10,
  memberships: 500,
  batches: {
    sequential: { size: 10, warmUp: 2 },
    concurrent: { size: 64, warmUp: 1 },
    wide: { size: 5, warmUp: 2 },
  },
  rounds: 2,
  sessions: { min: 2, max: 2 },
};
