import { button, el, fill, focusOn, newId } from './dom.mjs';
import { count } from './format-date.mjs';

const SHOWN = 20;

/** All that is wrong, in one place, each with a way to where it is. */
export function faultSummary({ onGo }) {
  const headingId = newId('faults');
  const heading = el('h2', { id: headingId });
  const list = el('ul', {});
  const element = el(
    'section',
    { class: 'notice danger', 'aria-labelledby': headingId, hidden: true },
    heading,
    list,
  );
  return {
    element,
    show(faults) {
      element.hidden = faults.length === 0;
      heading.textContent = `Fix ${count(faults.length, 'error')} to save. Nothing was saved.`;
      fill(
        list,
        faults.slice(0, SHOWN).map((fault) =>
          el(
            'li',
            {},
            button(fault.place, () => onGo(fault), { class: 'link' }),
            `: ${fault.message}`,
          ),
        ),
        faults.length > SHOWN && el('li', {}, `and ${faults.length - SHOWN} more`),
      );
    },
    focus: () => focusOn(heading),
  };
}
