import type { DatabaseResults } from '../results';
import { AT_ONCE } from '../scenarios/crowd';
import type { GrowthPoint } from '../scenarios/growth';
import { JOURNEYS } from '../visitors';
import { DATABASE_NAMES, digits, megabytes, milliseconds, percent, table, times, whole } from './format';

/** What a run found out on one database, part by part. */
export function ofDatabase(results: DatabaseResults): string[] {
  const name = DATABASE_NAMES[results.name];
  return [
    `### Sign-ins on ${name}`,
    signIns(results),
    `### Growth on ${name}`,
    growth(results.users, ({ users }) => `${whole(users)} users`),
    growth(
      results.groups,
      ({ groupsEach }) => `${whole(groupsEach)} ${groupsEach === 1 ? 'group' : 'groups'}`,
    ),
    `### One person for the first time in many places at once, on ${name}`,
    samePerson(results),
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

function signIns({ signIns, crowds }: DatabaseResults): string {
  const rows = JOURNEYS.flatMap((journey) => {
    const costs = signIns.filter((cost) => cost.journey === journey);
    const rates = crowds.filter((rate) => rate.journey === journey);
    return costs.map(({ contender, statements: [fewest, most], latency }) => {
      const rate = rates.find((each) => each.contender === contender);
      return [
        journey,
        contender,
        fewest === most ? String(fewest) : `${fewest} to ${most}`,
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
  const head = ['sign-in', 'contender', 'statements', 'median', 'of the floor', 'p99', 'of the floor'];
  return table([...head, `per second, ${AT_ONCE} at once`, 'of the floor', 'failed'], rows);
}

/** The median by size, and how many times that of the smallest size it is at the largest. */
function growth(points: readonly GrowthPoint[], nameOf: (point: GrowthPoint) => string): string {
  const [smallest] = points;
  const rows = (smallest?.costs ?? []).map(({ journey, contender }, row) => {
    const medians = points.map(({ costs }) => costs[row]!.latency.median);
    return [
      journey,
      contender,
      ...medians.map((median) => digits(median)),
      times(medians.at(-1)! / medians[0]!),
    ];
  });
  return table(['sign-in', 'contender', ...points.map((point) => `${nameOf(point)}, ms`), 'grows'], rows);
}

function samePerson({ samePerson }: DatabaseResults): string {
  return table(
    ['contender', 'at once', 'failed', 'users', 'identities', 'memberships', 'reason'],
    samePerson.map(({ contender, times, failed, rows, reasons }) => [
      contender,
      whole(times),
      whole(failed),
      ...['users', 'identities', 'memberships'].map((name) => whole(rows[name] ?? 0)),
      (reasons[0] ?? '').split('\n')[0]!,
    ]),
  );
}

function profiles({ profiles }: DatabaseResults): string {
  const owners = new Set(profiles.flatMap(({ shares }) => Object.keys(shares)));
  const shown = [...owners].filter((owner) => profiles.some(({ shares }) => (shares[owner] ?? 0) >= 0.01));
  return table(
    ['sign-in', ...shown],
    profiles.map(({ journey, shares }) => [journey, ...shown.map((owner) => percent(shares[owner] ?? 0))]),
  );
}

/** The beginning of each statement: enough to know it by. */
const SHOWN = 70;

function statements({ profiles }: DatabaseResults): string {
  const rows = profiles.flatMap(({ journey, statements }) =>
    statements.map(({ sql, milliseconds: median }) => [
      journey,
      `\`${sql.length > SHOWN ? `${sql.slice(0, SHOWN)}…` : sql}\``,
      milliseconds(median),
    ]),
  );
  return table(['sign-in', 'statement', 'median'], rows);
}
