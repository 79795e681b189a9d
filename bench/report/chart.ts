import { floor } from '../contenders/floor';
import { passportJit } from '../contenders/passport-jit';
import type { DatabaseResults, Results } from '../results';
import { JOURNEYS, type Journey } from '../visitors';
import { DATABASE_NAMES, times } from './format';

const WIDTH = 800;
const LABELS = 250;
const BARS = WIDTH - LABELS - 70;
const LINE = 22;
const TITLE = 'Median time of a sign-in, as a multiple of the floor';
/** Where the scale has a line, as far as it goes. */
const TICKS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** Readable on a light and on a dark page. */
const STYLE = `
    text { font: 13px system-ui, sans-serif; fill: #1f2328; }
    .title { font-size: 16px; font-weight: 600; }
    .journey { font-weight: 600; }
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

/** How many times as long as the floor each contender takes, as bars on a logarithmic scale. */
export function chart({ databases }: Results): string {
  const bars = databases.flatMap(barsOf);
  const longest = Math.max(2, ...bars.map(({ ratio }) => ratio));
  const lengthOf = (ratio: number) =>
    Number(((Math.log(Math.max(1, ratio)) / Math.log(longest)) * BARS).toFixed(1));
  const ticks = TICKS.filter((tick) => tick <= longest);
  const parts = [`<text x="0" y="16">${TITLE}; logarithmic scale</text>`];
  let y = 48;
  for (const { name } of databases) {
    parts.push(`<text class="title" x="0" y="${y}">${DATABASE_NAMES[name]}</text>`);
    const groups = JOURNEYS.map((journey) =>
      bars.filter((bar) => bar.database === name && bar.journey === journey),
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
      parts.push(`<text class="journey" x="0" y="${y}">${JOURNEYS[i]} sign-in</text>`);
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
  return `Bars on a logarithmic scale that begins at the floor. ${said.join(' ')}`;
}
