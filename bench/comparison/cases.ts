import { Company } from '../company';
import { CONCURRENCY } from '../scenarios/throughput';
import type { Batches, ComparisonPlan } from '../plan';
import { SIGN_IN_KINDS, type SignInKind } from '../workload';

/** One operation that is compared. */
export interface ComparisonCase {
  name: string;
  company: Company;
  kind: SignInKind;
  /** Operations of one contender at a time. With more than one, the number of statements depends on timing. */
  concurrency: number;
  batches: Batches;
  operation: 'signIn' | 'deserializeUser';
}

export function createCases({ size, wideSize, memberships, batches }: ComparisonPlan): ComparisonCase[] {
  const company = new Company(size);
  const wideCompany = new Company(wideSize, memberships);
  const sequential = SIGN_IN_KINDS.map((kind): ComparisonCase => {
    return { name: kind, company, kind, concurrency: 1, batches: batches.sequential, operation: 'signIn' };
  });
  const concurrent = sequential.map((each): ComparisonCase => {
    return {
      ...each,
      name: `${each.name}, ${CONCURRENCY} at once`,
      concurrency: CONCURRENCY,
      batches: batches.concurrent,
    };
  });
  const unchanged = sequential.find(({ kind }) => kind === 'unchanged')!;
  return [
    ...sequential,
    ...concurrent,
    {
      ...unchanged,
      name: `unchanged, ${memberships} memberships`,
      company: wideCompany,
      batches: batches.wide,
    },
    { ...unchanged, name: 'deserializeUser', operation: 'deserializeUser' },
  ];
}
