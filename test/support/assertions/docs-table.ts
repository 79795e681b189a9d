import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCS = join(__dirname, '../../../docs/guards.md');

/** Compares a table with the one in the docs; with `UPDATE_DOCS=1` it is written there. */
export function expectDocsTable(name: string, table: readonly (readonly string[])[]): void {
  const begin = `<!-- ${name}: written by test/guard/writes.test.ts -->`;
  const end = `<!-- ${name}: end -->`;
  const docs = readFileSync(DOCS, 'utf8');
  const [before = '', rest = ''] = docs.split(begin);
  const [inDocs = '', after = ''] = rest.split(end);
  const now = `\n\n${markdown(table)}\n\n`;
  if (process.env.UPDATE_DOCS === '1') writeFileSync(DOCS, before + begin + now + end + after);
  else expect(inDocs).toBe(now);
}

/** With columns of one width, as prettier leaves them. */
function markdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
