import type { GrantChange } from '../../plan/change';
import type { EntryPositions } from '../entry-positions';
import { pluralize, formatFault } from '../print-faults';
import type { Terminal } from '../terminal';
import { bold, red } from '../io/output';
import { printChanges, printSummary } from './report';
import type { GroupSubject } from './subjects';
import type { Summary } from './summary';

/** The user or groups of a change. */
export type Subject = { user: { id: string; email: string | null } } | GroupSubject;

/** An invalid line of the export. */
export interface LineFault {
  file: string;
  line: number;
  column?: number;
  path: string;
  message: string;
}

/** Prints the results of a comparison as they are found: they may exceed the memory. */
export interface Presenter {
  changes(subject: Subject, changes: readonly GrantChange[]): void;
  fault(fault: LineFault): void;
  end(summary: Summary): void;
}

/** The maximum number of listed faults. A file that is not an export has a fault in every line. */
const MAX_FAULTS = 1_000;

/** Output for people: changes and the summary go to one stream, faults to the other. */
export function textPresenter({ out, errors }: Terminal, positions: EntryPositions): Presenter {
  let faultCount = 0;
  return {
    changes: (subject, changes) => printChanges(out, positions, formatSubject(subject), changes),
    fault({ file, line, column, ...fault }) {
      faultCount += 1;
      if (faultCount > MAX_FAULTS) return;
      // In the order of the input, even if both streams are the same terminal.
      out.flush();
      errors.line(
        bold([file, line, ...(column ? [column] : [])].join(':')),
        ' ',
        red('fault'),
        ` ${formatFault(fault)}`,
      );
      errors.flush();
    },
    end(summary) {
      printSummary(out, summary);
      if (faultCount > 0) errors.line(red(`${pluralize(faultCount, 'line')} could not be used`));
    },
  };
}

/** Output for machines: one JSON document, written step by step, with each change on its own line. */
export function jsonPresenter({ out }: Terminal): Presenter {
  const faults: LineFault[] = [];
  let faultCount = 0;
  let separator = '';
  out.line('{"changes":[');
  return {
    changes(subject, changes) {
      out.line(`${separator}${JSON.stringify({ ...subject, changes })}`);
      separator = ',';
    },
    fault(fault) {
      faultCount += 1;
      if (faults.length < MAX_FAULTS) faults.push(fault);
    },
    end(summary) {
      out.line(`],"faults":${JSON.stringify(faults)},"faultCount":${faultCount},`);
      out.line(`"summary":${JSON.stringify(summary)}}`);
    },
  };
}

function formatSubject(subject: Subject): string {
  if ('user' in subject) {
    const { id, email } = subject.user;
    return email === null ? id : `${email} (${id})`;
  }
  const { provider } = subject;
  return `${describeGroups(subject)}${provider === undefined ? '' : ` at ${JSON.stringify(provider)}`}`;
}

function describeGroups(subject: GroupSubject): string {
  if ('group' in subject) return `group ${JSON.stringify(subject.group)}`;
  return 'prefix' in subject ? `groups with the prefix ${JSON.stringify(subject.prefix)}` : 'everyone';
}
