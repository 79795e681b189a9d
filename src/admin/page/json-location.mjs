import { JsonFault, locate, positionsOf, readJson } from './json-source.mjs';

/** Where things stand in a text; or, with `fault`, why it is no JSON, and where. */
export function placesIn(text) {
  const positionOf = positionsOf(text);
  try {
    const { root } = readJson(text);
    return {
      at(path) {
        const { start, end } = locate(root, path);
        // Of something long, the first line is enough to be found.
        const lineEnd = text.indexOf('\n', start);
        return { ...positionOf(start), offset: start, end: lineEnd === -1 ? end : Math.min(end, lineEnd) };
      },
      textAt(path) {
        const { start, end } = locate(root, path);
        return text.slice(start, end);
      },
    };
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const { message, offset } = error;
    const place = { ...positionOf(offset), offset, end: offset + 1 };
    return { fault: { message }, at: () => place, textAt: () => undefined };
  }
}

/** A fault in words, with its path where it has one. */
export function faultWords({ path = '', message }) {
  return path === '' ? message : `${path} ${message}`;
}
