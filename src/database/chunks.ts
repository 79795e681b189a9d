/** Databases limit how many values a statement can carry. */
export function chunks<T>(items: readonly T[], size = 1000): T[][] {
  const all: T[][] = [];
  for (let i = 0; i < items.length; i += size) all.push(items.slice(i, i + size));
  return all;
}
