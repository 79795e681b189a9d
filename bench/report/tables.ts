import type { Results } from '../results';
import { DATABASE_NAMES, milliseconds, table, times, whole } from './format';
import { ofDatabase } from './database-tables';
import { targets } from './targets';

/** Everything that a run found out, as Markdown. */
export function report(results: Results): string {
  const { begun, machine, databases, mapping } = results;
  return [
    `Measured on ${begun.slice(0, 10)}: ${machine}; ${databases.map(({ server }) => server).join('; ')}.`,
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
    ...databases.flatMap(ofDatabase),
    '### A mapping of 10,000 entries',
    table(
      ['way', 'entries', 'groups of the person', 'median', 'p99', 'beside bare look-ups'],
      mapping.map(({ way, entries, groups, latency }) => [
        way,
        whole(entries),
        whole(groups),
        milliseconds(latency.median),
        milliseconds(latency.p99),
        times(latency.median / mapping[0]!.latency.median),
      ]),
    ),
  ].join('\n\n');
}
