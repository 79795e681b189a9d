export const DATABASE_NAMES = { sqlite: 'SQLite', postgres: 'PostgreSQL' };

/** Two or three significant digits: `0.048`, `1.30`, `28.0`. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 3;
  return value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

export const milliseconds = (value: number) => `${digits(value)} ms`;
export const times = (value: number) => `${digits(value)}×`;
export const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
export const whole = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 0 });
export const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MB`;

/** A Markdown table with aligned columns, also readable in a terminal. */
export function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const rows = lines.map((cells) => cells.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}
