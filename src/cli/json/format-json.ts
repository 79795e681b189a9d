const MAX_WIDTH = 110;

/** JSON with the line breaks of common formatters: a list of plain values is one line if it fits. */
export function formatJson(value: unknown): string[] {
  return formatValue(value, '', '', '');
}

function formatValue(value: unknown, indent: string, before: string, after: string): string[] {
  const singleLine = isPlain(value) ? `${indent}${before}${inlineJson(value)}${after}` : undefined;
  if (singleLine !== undefined && (singleLine.length <= MAX_WIDTH || !Array.isArray(value)))
    return [singleLine];
  const isList = Array.isArray(value);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  const items = Object.entries(value as object);
  return [
    `${indent}${before}${open}`,
    ...items.flatMap(([key, item], i) =>
      formatValue(
        item,
        `${indent}  `,
        isList ? '' : `${JSON.stringify(key)}: `,
        i < items.length - 1 ? ',' : '',
      ),
    ),
    `${indent}${close}${after}`,
  ];
}

function isPlain(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isPlain) : typeof value !== 'object' || value === null;
}

function inlineJson(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(inlineJson).join(', ')}]` : JSON.stringify(value);
}
