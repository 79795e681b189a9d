import { baseline } from '../contenders/baseline';
import { passportJit } from '../contenders/passport-jit';
import type { DatabaseResults, Results } from '../results';
import { SIGN_IN_KINDS, type SignInKind } from '../workload';
import { DATABASE_NAMES, times } from './format';

const WIDTH = 800;
const LABELS = 250;
const BARS = WIDTH - LABELS - 70;
const LINE = 22;
const TITLE = 'Median time of a sign-in, as a multiple of the baseline';
/** Lines of the scale, up to the longest bar. */
const TICKS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** Readable in light and in dark mode. */
const STYLE = `
    text { font: 13px system-ui, sans-serif; fill: #1f2328; }
    .title { font-size: 16px; font-weight: 600; }
    .kind { font-weight: 600; }
    .other { fill: #8c959f; }
    .ours { fill: #0969da; }
    .tick { stroke: #d1d9e0; }
    .scale { font-size: 11px; text-anchor: middle; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .other { fill: #7d8590; }
      .ours { fill: #58a6ff; }
      .tick { stroke: #3d444d; }
    }`;

/** The median of each contender as a multiple of the baseline, as bars on a logarithmic scale. */
export function chart({ databases }: Results): string {
  const bars = databases.flatMap(buildBars);
  const longest = Math.max(2, ...bars.map(({ ratio }) => ratio));
  const lengthOf = (ratio: number) =>
    Number(((Math.log(Math.max(1, ratio)) / Math.log(longest)) * BARS).toFixed(1));
  const ticks = TICKS.filter((tick) => tick <= longest);
  const parts = [`<text x="0" y="16">${TITLE}; logarithmic scale</text>`];
  let y = 48;
  for (const { name } of databases) {
    parts.push(`<text class="title" x="0" y="${y}">${DATABASE_NAMES[name]}</text>`);
    const groups = SIGN_IN_KINDS.map((kind) =>
      bars.filter((bar) => bar.database === name && bar.kind === kind),
    );
    const bottom = y + groups.reduce((sum, group) => sum + LINE * (group.length + 1.2), 10);
    for (const tick of ticks) {
      const x = LABELS + lengthOf(tick);
      parts.push(
        `<text class="scale" x="${x}" y="${y}">${tick}×</text>`,
        `<line class="tick" x1="${x}" y1="${y + 6}" x2="${x}" y2="${bottom}"/>`,
      );
    }
    for (const [i, group] of groups.entries()) {
      y += LINE * 1.2;
      parts.push(`<text class="kind" x="0" y="${y}">${SIGN_IN_KINDS[i]} sign-in</text>`);
      for (const { contender, ratio } of group) {
        y += LINE;
        const kind = contender.startsWith(passportJit.name) ? 'ours' : 'other';
        parts.push(
          `<text x="12" y="${y}">${contender}</text>`,
          `<rect class="${kind}" x="${LABELS}" y="${y - 12}" width="${lengthOf(ratio)}" height="15"/>`,
          `<text x="${LABELS + lengthOf(ratio) + 6}" y="${y}">${times(ratio)}</text>`,
        );
      }
    }
    y = bottom + 2 * LINE;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y - LINE}" role="img" aria-labelledby="title desc">
  <title id="title">${TITLE}</title>
  <desc id="desc">${description(bars)}</desc>
  <style>${STYLE}
  </style>
  ${parts.join('\n  ')}
</svg>
`;
}

interface Bar {
  database: DatabaseResults['name'];
  kind: SignInKind;
  contender: string;
  ratio: number;
}

function buildBars({ name: database, signIns }: DatabaseResults): Bar[] {
  return signIns.flatMap(({ kind, contender, latency }) => {
    if (contender === baseline.name) return [];
    const least = signIns.find((cost) => cost.contender === baseline.name && cost.kind === kind)!;
    return [{ database, kind, contender, ratio: latency.median / least.latency.median }];
  });
}

/** The text alternative of the chart. */
function description(bars: readonly Bar[]): string {
  const sentences = bars.map(
    ({ database, kind, contender, ratio }) =>
      `${DATABASE_NAMES[database]}, ${kind}: ${contender} ${times(ratio)}.`,
  );
  return `Bars on a logarithmic scale that starts at the baseline. ${sentences.join(' ')}`;
}
