import { el, newId } from './dom.mjs';

/** A switch, or a plain box, with its name and a sentence that says what it does. */
export function toggle({ label, hint, role, onchange }) {
  const hintId = newId('hint');
  const input = el('input', {
    type: 'checkbox',
    role,
    id: newId('toggle'),
    'aria-describedby': hintId,
    onchange,
  });
  const note = el('p', { class: 'hint', id: hintId }, hint);
  const element = el(
    'div',
    { class: 'toggle' },
    input,
    el('div', {}, el('label', { htmlFor: input.id }, label), note),
  );
  return { element, input, note };
}
