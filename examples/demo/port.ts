/** The port that was asked for, or a sentence that says what is wrong with it. */
export function readPort(text = '3000'): number | string {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  return `PORT must be a whole number from 0 to 65535, not "${text}".`;
}
