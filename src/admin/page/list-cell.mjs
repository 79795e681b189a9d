import { el, newId, unseen } from './dom.mjs';
import { hasUnseen, plainName } from './display-name.mjs';

/**
 * One field of a row, with what is wrong with it and what in it cannot be seen.
 *
 * @param fault gives what is wrong now
 * @param onEdit called when the row has its new value
 */
export function listCell({ row, of, column: { key, label, offers, optional }, fixed, fault, onEdit }) {
  const [inputId, faultId, readsId] = ['cell', 'fault', 'reads'].map(newId);
  const reads = el('p', { class: 'reads', id: readsId });
  const wrong = el('p', { class: 'fault', id: faultId });
  const input = el('input', {
    id: inputId,
    value: row[key],
    dir: 'auto',
    readOnly: fixed,
    autocomplete: 'off',
    spellcheck: 'false',
    autocapitalize: 'off',
    'data-focus': key,
    // The team of the row may have become another one.
    onfocus: () => !fixed && input.setAttribute('list', offers(row)),
    oninput() {
      row[key] = input.value;
      onEdit();
      describe();
    },
  });
  describe();
  return el(
    'td',
    { role: 'cell' },
    el('label', { htmlFor: inputId }, label, optional && ' (optional)', unseen(` of ${of}`)),
    input,
    wrong,
    reads,
  );

  function describe() {
    const message = fault();
    const isUnseen = hasUnseen(row[key]);
    wrong.textContent = message ?? '';
    wrong.hidden = message === undefined;
    reads.textContent = isUnseen ? `Reads: ${plainName(row[key], 2000)}` : '';
    reads.hidden = !isUnseen;
    if (message === undefined) input.removeAttribute('aria-invalid');
    else input.setAttribute('aria-invalid', 'true');
    const ids = [wrong, reads].filter(({ hidden }) => !hidden).map(({ id }) => id);
    if (ids.length === 0) input.removeAttribute('aria-describedby');
    else input.setAttribute('aria-describedby', ids.join(' '));
  }
}
