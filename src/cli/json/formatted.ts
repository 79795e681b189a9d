const WIDTH = 110;

/** JSON in lines as the usual formatters lay it out: a list of plain values is one line, if it fits. */
export function formatted(value: unknown): string[] {
  return layOut(value, '', '', '');
}

function layOut(value: unknown, indent: string, before: string, after: string): string[] {
  const short = isPlain(value) ? `${indent}${before}${oneLine(value)}${after}` : undefined;
  if (short !== undefined && (short.length <= WIDTH || !Array.isArray(value))) return [short];
  const isList = Array.isArray(value);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  const items = Object.entries(value as object);
  return [
    `${indent}${before}${open}`,
    ...items.flatMap(([key, item], i) =>
      layOut(item, `${indent}  `, isList ? '' : `${JSON.stringify(key)}: `, i < items.length - 1 ? ',' : ''),
    ),
    `${indent}${close}${after}`,
  ];
}

function isPlain(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isPlain) : typeof value !== 'object' || value === null;
}

function oneLine(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(oneLine).join(', ')}]` : JSON.stringify(value);
}
