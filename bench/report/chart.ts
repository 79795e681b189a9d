import { floor } from '../contenders/floor';
import type { DatabaseResults, Results } from '../results';
import { JOURNEYS, type Journey } from '../visitors';
import { times } from './format';
import { DATABASE_NAMES } from './tables';

const WIDTH = 800;
const LABELS = 250;
const BARS = WIDTH - LABELS - 70;
const LINE = 22;

/** Readable on a light and on a dark page. */
const STYLE = `
    text { font: 13px system-ui, sans-serif; fill: #1f2328; }
    .title { font-size: 16px; font-weight: 600; }
    .journey { font-weight: 600; }
    .other { fill: #8c959f; }
    .ours { fill: #0969da; }
    .floor { stroke: #59636e; stroke-dasharray: 3 3; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .other { fill: #7d8590; }
      .ours { fill: #58a6ff; }
      .floor { stroke: #9198a1; }
    }`;

/** How many times as long as the floor each contender takes, as bars. */
export function chart({ databases }: Results): string {
  const bars = databases.flatMap(barsOf);
  const longest = Math.max(1, ...bars.map(({ ratio }) => ratio));
  const xOf = (ratio: number) => LABELS + (ratio / longest) * BARS;
  const parts: string[] = [];
  let y = 26;
  for (const { name } of databases) {
    parts.push(`<text class="title" x="0" y="${y}">${DATABASE_NAMES[name]}</text>`);
    const top = y + 8;
    for (const journey of JOURNEYS) {
      y += LINE + 4;
      parts.push(`<text class="journey" x="0" y="${y}">${journey} sign-in</text>`);
      for (const { contender, ratio } of bars.filter(
        (bar) => bar.database === name && bar.journey === journey,
      )) {
        y += LINE;
        const kind = contender.startsWith('passport-jit') ? 'ours' : 'other';
        parts.push(
          `<text x="12" y="${y}">${contender}</text>`,
          `<rect class="${kind}" x="${LABELS}" y="${y - 12}" width="${(xOf(ratio) - LABELS).toFixed(1)}" height="15" rx="2"/>`,
          `<text x="${(xOf(ratio) + 6).toFixed(1)}" y="${y}">${times(ratio)}</text>`,
        );
      }
    }
    const x = xOf(1).toFixed(1);
    parts.push(`<line class="floor" x1="${x}" y1="${top}" x2="${x}" y2="${y + 8}"/>`);
    y += 2 * LINE;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" role="img" aria-labelledby="title desc">
  <title id="title">Median time of a sign-in, as a multiple of the floor</title>
  <desc id="desc">${description(bars)}</desc>
  <style>${STYLE}
  </style>
  ${parts.join('\n  ')}
</svg>
`;
}

interface Bar {
  database: DatabaseResults['name'];
  journey: Journey;
  contender: string;
  ratio: number;
}

function barsOf({ name: database, signIns }: DatabaseResults): Bar[] {
  return signIns.flatMap(({ journey, contender, latency }) => {
    if (contender === floor.name) return [];
    const least = signIns.find((cost) => cost.contender === floor.name && cost.journey === journey)!;
    return [{ database, journey, contender, ratio: latency.median / least.latency.median }];
  });
}

/** The same in words, for whoever does not see it. */
function description(bars: readonly Bar[]): string {
  const said = bars.map(
    ({ database, journey, contender, ratio }) =>
      `${DATABASE_NAMES[database]}, ${journey}: ${contender} ${times(ratio)}.`,
  );
  return `The dashed line is the floor. ${said.join(' ')}`;
}
