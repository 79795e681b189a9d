import { debounced } from './debounced.mjs';
import { button, el, fill, newId } from './dom.mjs';
import { jsonLines } from './json-lines.mjs';
import { faultWords, placesIn } from './json-location.mjs';

const FAULTS_SHOWN = 100;

/** A text field for the mapping as JSON, with line numbers and every fault at its line. */
export function jsonEditor({ onEdit }) {
  /** What the server found, each with the text that it is about. */
  let found = [];
  let syntaxFault;

  const list = el('ul', { class: 'fault-list', id: newId('json-faults') });
  const textarea = el('textarea', {
    id: newId('json'),
    wrap: 'off',
    spellcheck: 'false',
    autocomplete: 'off',
    autocapitalize: 'off',
    rows: 18,
    dir: 'ltr',
    oninput() {
      lines.textChanged();
      onEdit(textarea.value);
      checkSoon();
    },
  });
  const lines = jsonLines(textarea, faultWords);
  const checkSoon = debounced(() => {
    check();
    // Faults may have gone.
    onEdit(textarea.value);
  }, 300);

  return {
    element: el(
      'div',
      {},
      el('label', { htmlFor: textarea.id }, 'The mapping as JSON'),
      el(
        'div',
        { class: 'json-editor' },
        lines.gutter,
        el('div', { class: 'json-text' }, lines.marks, textarea),
      ),
      list,
    ),
    setText(text) {
      if (textarea.value !== text) textarea.value = text;
      lines.textChanged();
      check();
    },
    setFixed: (fixed) => (textarea.readOnly = fixed),
    /** Faults by their paths; those whose text is edited go away by themselves. */
    setFaults(faults) {
      const places = placesIn(textarea.value);
      found = faults.map((fault) => ({ ...fault, text: places.textAt(fault.path) }));
      check();
    },
    /** What is wrong with the text now: faults with paths, or the one that keeps it from being JSON. */
    faults: () => (syntaxFault === undefined ? found : [syntaxFault]),
    focusFault: (path) => focusAt(placesIn(textarea.value).at(path)),
  };

  function check() {
    const places = placesIn(textarea.value);
    const isBlank = textarea.value.trim() === '';
    syntaxFault = isBlank ? undefined : places.fault;
    if (places.fault === undefined) found = found.filter(({ path, text }) => places.textAt(path) === text);
    const faults = isBlank ? [] : syntaxFault === undefined ? found : [syntaxFault];
    show(faults.map((fault) => ({ ...fault, ...places.at(fault.path) })).sort((a, b) => a.offset - b.offset));
  }

  function show(faults) {
    lines.mark(faults);
    list.hidden = faults.length === 0;
    fill(
      list,
      faults.slice(0, FAULTS_SHOWN).map((fault) => {
        const place = `Line ${fault.line}, column ${fault.column}`;
        return el(
          'li',
          {},
          button(place, () => focusAt(fault), { class: 'link' }),
          ': ',
          faultWords(fault),
        );
      }),
      faults.length > FAULTS_SHOWN && el('li', {}, `and ${faults.length - FAULTS_SHOWN} more`),
    );
    if (faults.length === 0) {
      textarea.removeAttribute('aria-invalid');
      textarea.removeAttribute('aria-describedby');
    } else {
      textarea.setAttribute('aria-invalid', 'true');
      textarea.setAttribute('aria-describedby', list.id);
    }
  }

  function focusAt({ line, offset, end }) {
    textarea.focus();
    textarea.setSelectionRange(offset, end);
    // With some lines above it, to see where one is.
    textarea.scrollTop = (line - 4) * parseFloat(getComputedStyle(textarea).lineHeight);
  }
}
