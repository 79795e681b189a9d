import type { DatabaseResults } from '../results';
import { CONCURRENCY } from '../scenarios/throughput';
import type { GrowthPoint } from '../scenarios/growth';
import { SIGN_IN_KINDS } from '../workload';
import { DATABASE_NAMES, digits, megabytes, milliseconds, percent, table, times, whole } from './format';

/** The results of one database, by section. */
export function databaseSections(results: DatabaseResults): string[] {
  const name = DATABASE_NAMES[results.name];
  return [
    `### Sign-ins on ${name}`,
    signIns(results),
    `### Growth on ${name}`,
    growth(results.users, ({ users }) => `${whole(users)} users`),
    growth(
      results.groups,
      ({ groupsPerUser }) => `${whole(groupsPerUser)} ${groupsPerUser === 1 ? 'group' : 'groups'}`,
    ),
    `### Concurrent first sign-ins of one user on ${name}`,
    concurrentFirstSignIns(results),
    `### Where the time of passport-jit goes on ${name}`,
    profiles(results),
    statements(results),
    `### Memory of passport-jit on ${name}`,
    table(
      ['tenants', 'sign-ins', 'heap before', 'heap after'],
      results.memory.map(({ tenants, signIns, before, after }) => [
        whole(tenants),
        whole(signIns),
        megabytes(before),
        megabytes(after),
      ]),
    ),
  ];
}

function signIns({ signIns, throughputs }: DatabaseResults): string {
  const rows = SIGN_IN_KINDS.flatMap((kind) => {
    const costs = signIns.filter((cost) => cost.kind === kind);
    const rates = throughputs.filter((rate) => rate.kind === kind);
    return costs.map(({ contender, statements: [min, max], latency }) => {
      const rate = rates.find((each) => each.contender === contender);
      return [
        kind,
        contender,
        min === max ? String(min) : `${min} to ${max}`,
        milliseconds(latency.median),
        times(latency.median / costs[0]!.latency.median),
        milliseconds(latency.p99),
        times(latency.p99 / costs[0]!.latency.p99),
        rate === undefined ? '' : whole(rate.perSecond),
        rate === undefined ? '' : percent(rate.perSecond / rates[0]!.perSecond),
        rate === undefined ? '' : percent(rate.failed),
      ];
    });
  });
  const head = ['sign-in', 'contender', 'statements', 'median', 'of the baseline', 'p99', 'of the baseline'];
  return table([...head, `per second, ${CONCURRENCY} at once`, 'of the baseline', 'failed'], rows);
}

/** The median by size, and the ratio of the largest size to the smallest. */
function growth(points: readonly GrowthPoint[], nameOf: (point: GrowthPoint) => string): string {
  const [smallest] = points;
  const rows = (smallest?.costs ?? []).map(({ kind, contender }, row) => {
    const medians = points.map(({ costs }) => costs[row]!.latency.median);
    return [
      kind,
      contender,
      ...medians.map((median) => digits(median)),
      times(medians.at(-1)! / medians[0]!),
    ];
  });
  return table(['sign-in', 'contender', ...points.map((point) => `${nameOf(point)}, ms`), 'grows'], rows);
}

function concurrentFirstSignIns({ concurrentFirstSignIns }: DatabaseResults): string {
  return table(
    ['contender', 'at once', 'failed', 'users', 'identities', 'memberships', 'reason'],
    concurrentFirstSignIns.map(({ contender, times, failed, rows, reasons }) => [
      contender,
      whole(times),
      whole(failed),
      ...['users', 'identities', 'memberships'].map((name) => whole(rows[name] ?? 0)),
      (reasons[0] ?? '').split('\n')[0]!,
    ]),
  );
}

function profiles({ profiles }: DatabaseResults): string {
  const packages = new Set(profiles.flatMap(({ shares }) => Object.keys(shares)));
  const shown = [...packages].filter((name) => profiles.some(({ shares }) => (shares[name] ?? 0) >= 0.01));
  return table(
    ['sign-in', ...shown],
    profiles.map(({ kind, shares }) => [kind, ...shown.map((name) => percent(shares[name] ?? 0))]),
  );
}

/** Characters of each statement in the table. */
const MAX_SQL_LENGTH = 70;

function statements({ profiles }: DatabaseResults): string {
  const rows = profiles.flatMap(({ kind, statements }) =>
    statements.map(({ sql, milliseconds: median }) => [
      kind,
      `\`${sql.length > MAX_SQL_LENGTH ? `${sql.slice(0, MAX_SQL_LENGTH)}…` : sql}\``,
      milliseconds(median),
    ]),
  );
  return table(['sign-in', 'statement', 'median'], rows);
}
