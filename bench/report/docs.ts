import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { Results } from '../results';
import { chart } from './chart';
import { report } from './tables';

const DOCS = join(__dirname, '../../docs');
const BEGIN = '<!-- figures: written by npm run bench -- --write-docs -->';
const END = '<!-- end of figures -->';

/** Replaces the figures in docs/performance.md by those of a run. */
export async function writeDocs(results: Results): Promise<void> {
  const page = join(DOCS, 'performance.md');
  const [before, rest] = readFileSync(page, 'utf8').split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`docs/performance.md lacks the markers "${BEGIN}" and "${END}"`);
  }
  const text = `${before}${BEGIN}\n\n${report(results)}\n\n${END}${after}`;
  writeFileSync(page, await format(text, { ...(await resolveConfig(page)), filepath: page }));
  writeFileSync(join(DOCS, 'images/performance.svg'), chart(results));
}
