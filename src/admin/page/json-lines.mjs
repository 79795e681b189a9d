import { el, fill } from './dom.mjs';

/**
 * Numbers beside the lines of a text field, and marks on those where something is wrong. Only those in sight are drawn:
 * a mapping may have 60,000 lines.
 */
export function jsonLines(textarea, sentenceOf) {
  /** Scrolling asks for them over and over. */
  let lines;
  let faultsOf = new Map();
  const gutter = el('div', { class: 'gutter', 'aria-hidden': 'true' });
  const marks = el('div', { class: 'marks', 'aria-hidden': 'true' });
  textarea.addEventListener('scroll', draw);
  new ResizeObserver(draw).observe(textarea);

  return {
    gutter,
    marks,
    textChanged() {
      lines = undefined;
      draw();
    },
    /** Marks faults, each of which knows its line. */
    mark(faults) {
      faultsOf = Map.groupBy(faults, ({ line }) => line);
      draw();
    },
  };

  function draw() {
    const style = getComputedStyle(textarea);
    const height = parseFloat(style.lineHeight);
    // It may be hidden.
    if (!(height > 0) || textarea.clientHeight === 0) return;
    lines ??= textarea.value.split('\n');
    const from = Math.max(0, Math.floor(textarea.scrollTop / height) - 1);
    const shown = lines.slice(from, from + Math.ceil(textarea.clientHeight / height) + 3);
    const topOf = (index) =>
      `${(from + index) * height - textarea.scrollTop + parseFloat(style.paddingTop)}px`;

    const numbers = shown.map((_, index) => {
      const line = from + index + 1;
      const number = el('div', { class: faultsOf.has(line) && 'wrong' }, line);
      number.style.top = topOf(index);
      return number;
    });
    const marked = shown.flatMap((text, index) => {
      const faults = faultsOf.get(from + index + 1);
      if (faults === undefined) return [];
      const message = el('span', {}, faults.map(sentenceOf).join(' · '));
      const end = parseFloat(style.paddingLeft) + widthOf(text, style.font);
      message.style.left = `${end - textarea.scrollLeft}px`;
      const mark = el('div', {}, message);
      mark.style.top = topOf(index);
      return [mark];
    });
    fill(gutter, numbers);
    fill(marks, marked);
  }
}

/** How wide a line is drawn: not every character of a monospaced font has one width. */
function widthOf(line, font) {
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = font;
  return pen.measureText(line).width;
}
