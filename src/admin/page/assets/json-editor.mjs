import { el, fill, newId } from './dom.mjs';
import { JsonFault, locate, positionsOf, readJson } from './json-source.mjs';
import { count } from './times.mjs';

const FAULTS_SHOWN = 100;

/** A text field for the mapping as JSON, with line numbers and every fault at its line. */
export function jsonEditor({ onEdit }) {
  let faults = [];
  let syntax;

  const listId = newId('json-faults');
  const textarea = el('textarea', {
    id: newId('json'),
    wrap: 'off',
    spellcheck: 'false',
    autocomplete: 'off',
    autocapitalize: 'off',
    rows: 18,
    dir: 'ltr',
    oninput() {
      drawLines();
      onEdit(textarea.value);
      later(() => {
        check();
        // Faults may have gone.
        onEdit(textarea.value);
      });
    },
    onscroll: drawLines,
  });
  const gutter = el('div', { class: 'gutter', 'aria-hidden': 'true' });
  const marks = el('div', { class: 'marks', 'aria-hidden': 'true' });
  const list = el('ul', { class: 'fault-list', id: listId });
  const element = el(
    'div',
    {},
    el('label', { htmlFor: textarea.id }, 'The mapping as JSON'),
    el('div', { class: 'json-editor' }, gutter, el('div', { class: 'json-text' }, marks, textarea)),
    list,
  );
  new ResizeObserver(drawLines).observe(textarea);

  return {
    element,
    get text() {
      return textarea.value;
    },
    set text(text) {
      if (textarea.value !== text) textarea.value = text;
      check();
    },
    setFixed: (fixed) => (textarea.readOnly = fixed),
    /** Faults by their paths; those whose text is edited go away by themselves. */
    setFaults(found) {
      const source = sourceOf(textarea.value);
      faults = found.map((fault) => ({ ...fault, about: source.read && source.about(fault.path) }));
      check();
    },
    /** What is wrong with the text now: faults with paths, and one without where it is no JSON. */
    faults: () => [...(syntax === undefined ? [] : [syntax]), ...faults],
    focusFault(path) {
      const source = sourceOf(textarea.value);
      focusAt(source.read ? source.place(path) : source.place());
    },
    /** A fault of a text with its line. */
    describe(fault, text) {
      const { line } = sourceOf(text).place(fault.path);
      return `Line ${line}: ${sentenceOf(fault)}.`;
    },
  };

  function check() {
    const source = sourceOf(textarea.value);
    syntax = source.read || textarea.value.trim() === '' ? undefined : { message: source.message };
    if (source.read) {
      faults = faults.filter(({ path, about }) => source.about(path) === about);
    }
    const placed = source.read
      ? faults.map((fault) => ({ ...fault, ...source.place(fault.path) }))
      : textarea.value.trim() === ''
        ? []
        : [{ message: source.message, ...source.place() }];
    placed.sort((a, b) => a.line - b.line);
    marks.placed = placed;
    if (placed.length === 0) {
      textarea.removeAttribute('aria-invalid');
      textarea.removeAttribute('aria-describedby');
    } else {
      textarea.setAttribute('aria-invalid', 'true');
      textarea.setAttribute('aria-describedby', listId);
    }
    fill(
      list,
      placed
        .slice(0, FAULTS_SHOWN)
        .map((fault) =>
          el(
            'li',
            {},
            el(
              'button',
              { type: 'button', class: 'link', onclick: () => focusAt(fault) },
              `Line ${fault.line}, column ${fault.column}`,
            ),
            ': ',
            sentenceOf(fault),
          ),
        ),
      placed.length > FAULTS_SHOWN &&
        el('li', {}, `and ${count(placed.length - FAULTS_SHOWN, 'more', 'more')}`),
    );
    list.hidden = placed.length === 0;
    drawLines();
  }

  /** Numbers and marks of the lines in sight only: a mapping may have 60,000 lines. */
  function drawLines() {
    const style = getComputedStyle(textarea);
    const height = parseFloat(style.lineHeight);
    if (!(height > 0) || textarea.clientHeight === 0) return;
    const from = Math.max(0, Math.floor(textarea.scrollTop / height) - 1);
    const to = from + Math.ceil(textarea.clientHeight / height) + 2;
    const lines = textarea.value.split('\n');
    const byLine = Map.groupBy(marks.placed ?? [], ({ line }) => line);
    const pen = document.createElement('canvas').getContext('2d');
    pen.font = style.font;

    const numbers = [];
    const shown = [];
    for (let index = from; index < Math.min(to, lines.length); index += 1) {
      const found = byLine.get(index + 1);
      const number = el('div', { class: found && 'wrong' }, index + 1);
      const top = `${index * height - textarea.scrollTop + parseFloat(style.paddingTop)}px`;
      number.style.top = top;
      numbers.push(number);
      if (found === undefined) continue;
      const text = el('span', {}, found.map(sentenceOf).join(' · '));
      text.style.left = `${pen.measureText(lines[index]).width + parseFloat(style.paddingLeft) - textarea.scrollLeft}px`;
      const mark = el('div', {}, text);
      mark.style.top = top;
      shown.push(mark);
    }
    fill(gutter, numbers);
    fill(marks, shown);
  }

  function focusAt({ offset, end }) {
    textarea.focus();
    textarea.setSelectionRange(offset, end);
    const { line } = positionsOf(textarea.value)(offset);
    const height = parseFloat(getComputedStyle(textarea).lineHeight);
    textarea.scrollTop = (line - 4) * height;
  }
}

function sentenceOf({ path, message }) {
  return path === undefined || path === '' ? message : `${path} ${message}`;
}

/** Where things stand in a text, or why it is no JSON. */
function sourceOf(text) {
  const positionOf = positionsOf(text);
  try {
    const { root } = readJson(text);
    return {
      read: true,
      place(path) {
        const { start, end } = locate(root, path);
        const { line, column } = positionOf(start);
        // Of something long, the first line is enough to be found.
        const lineEnd = text.indexOf('\n', start);
        return { line, column, offset: start, end: lineEnd === -1 ? end : Math.min(end, lineEnd) };
      },
      about(path) {
        const { start, end } = locate(root, path);
        return text.slice(start, end);
      },
    };
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const { message, offset } = error;
    const { line, column } = positionOf(offset);
    return { read: false, message, place: () => ({ line, column, offset, end: offset + 1 }) };
  }
}

let timer;
function later(action) {
  clearTimeout(timer);
  timer = setTimeout(action, 300);
}
