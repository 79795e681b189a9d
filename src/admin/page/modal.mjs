import { el, newId } from './dom.mjs';

/**
 * Asks something, and resolves to the value of the choice that was taken; undefined when it was closed. The focus goes
 * back to where it was.
 *
 * @param choices `{ label, value, kind }`, the first one is the one to recommend
 * @param boxes sentences to tick, all of them before the first choice can be taken
 */
export function ask({ title, content = [], choices, boxes = [] }) {
  const titleId = newId('dialog');
  const ticks = boxes.map((text) => {
    const input = el('input', { type: 'checkbox', id: newId('tick') });
    return { input, element: el('p', { class: 'tick' }, input, el('label', { htmlFor: input.id }, text)) };
  });
  const hint = el('p', { class: 'fault', role: 'alert', hidden: true }, 'Tick each sentence to go on.');
  const isDangerous = choices[0].kind === 'dangerous' && boxes.length === 0;
  return new Promise((resolve) => {
    const dialog = el(
      'dialog',
      { 'aria-labelledby': titleId, onclose: () => (dialog.remove(), resolve(dialog.choice)) },
      el(
        'form',
        {
          onsubmit(event) {
            event.preventDefault();
            const missing = ticks.find(({ input }) => !input.checked);
            if (missing === undefined) return close(choices[0].value);
            hint.hidden = false;
            missing.input.focus();
          },
        },
        el('h2', { id: titleId }, title),
        content,
        ticks.map(({ element }) => element),
        hint,
        el(
          'div',
          { class: 'buttons' },
          choices.map(({ label, value, kind }, index) =>
            el(
              'button',
              {
                type: index === 0 ? 'submit' : 'button',
                class: kind ?? (index === 0 ? 'primary' : undefined),
                onclick: index === 0 ? undefined : () => close(value),
              },
              label,
            ),
          ),
          // Enter twice in a row must not do what cannot be undone.
          el('button', { type: 'button', autofocus: isDangerous, onclick: () => close() }, 'Cancel'),
        ),
      ),
    );
    const close = (choice) => {
      dialog.choice = choice;
      dialog.close();
    };
    document.body.append(dialog);
    dialog.showModal();
  });
}
