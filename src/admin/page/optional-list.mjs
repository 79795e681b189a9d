import { el } from './dom.mjs';
import { listEditor } from './list-editor';
import { toggle } from './toggle.mjs';

/**
 * A list of the mapping that may be missing, which is not the same as empty: a switch says whether it is there.
 *
 * @param model gives the mapping as rows, which has the list under `name`, or null
 */
export function optionalList({ model, name, switchLabel, off, on, none, list: options, onEdit }) {
  /** Turned off by mistake and on again, the rows are back. */
  let kept = [];
  const onOff = toggle({
    label: switchLabel,
    role: 'switch',
    onchange({ target }) {
      if (!target.checked) kept = model()[name];
      model()[name] = target.checked ? kept : null;
      list.refresh();
      onEdit();
    },
  });
  const warning = el('p', { class: 'notice warning' }, none);
  const list = listEditor({ ...options, rows: () => model()[name] ?? [], emptyText: '', onEdit });
  const body = el('div', { class: 'optional-list' }, warning, list.element);

  return {
    list,
    element: el('div', {}, onOff.element, body),
    draw(fixed) {
      const rows = model()[name];
      const isOn = rows !== null;
      onOff.input.checked = isOn;
      onOff.input.disabled = fixed;
      onOff.note.textContent = isOn ? on : off;
      body.hidden = !isOn;
      warning.hidden = !isOn || rows.length > 0;
    },
  };
}
