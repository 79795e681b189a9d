import type { Results } from '../results';
import { DATABASE_NAMES, milliseconds, table, times, whole } from './format';
import { databaseSections } from './database-tables';
import { targets } from './targets';

/** All results of a run, as Markdown. */
export function report(results: Results): string {
  const { startedAt, machine, databases, mapping } = results;
  return [
    `Measured on ${startedAt.slice(0, 10)}: ${machine}; ${databases.map(({ server }) => server).join('; ')}.`,
    '### Targets',
    table(
      ['database', 'target', 'measured', 'met'],
      databases.flatMap((each) =>
        targets(each).map(({ what, limit, measured, isMet }) => [
          DATABASE_NAMES[each.name],
          `${what}: ${limit}`,
          measured,
          isMet ? 'yes' : '**no**',
        ]),
      ),
    ),
    ...databases.flatMap(databaseSections),
    '### A mapping of 10,000 entries',
    table(
      ['method', 'entries', 'groups of the user', 'median', 'p99', 'ratio to the look-ups'],
      mapping.map(({ method, entries, groups, latency }) => [
        method,
        whole(entries),
        whole(groups),
        milliseconds(latency.median),
        milliseconds(latency.p99),
        times(latency.median / mapping[0]!.latency.median),
      ]),
    ),
  ].join('\n\n');
}
