import { announce } from './announce.mjs';
import { send } from './api.mjs';
import { ask } from './modal.mjs';
import { button, el, fill } from './dom.mjs';
import { time } from './format-date.mjs';

/** Shows that a mass removal is held, with a button that releases it. */
export function heldNotice({ onReleased, onError }) {
  const element = el('section', { class: 'notice warning', 'aria-label': 'Held removals', hidden: true });
  return { element, show };

  function show(since) {
    element.hidden = since === null;
    fill(
      element,
      since !== null && [
        el('p', {}, el('strong', {}, 'Removals are held since '), time(since), '.'),
        el(
          'p',
          {},
          'Unusually many users would have lost all access within a short time, so they keep it. Often a group was renamed at the identity provider. ',
          el('a', { href: '#audit-log?type=removalsHeld' }, 'See whom it is about'),
          '.',
        ),
        button('Release the held removals', release),
      ],
    );
  }

  async function release() {
    const choice = await ask({
      title: 'Release the held removals?',
      content: [
        el(
          'p',
          {},
          'Each user whose removals are held loses the grants that the mapping does not give, at the next sign-in.',
        ),
      ],
      choices: [{ label: 'Release', value: 'release', kind: 'dangerous' }],
    });
    if (choice === undefined) return;
    try {
      const { removalsHeldAt } = await send('POST', 'held/release', {});
      show(removalsHeldAt);
      announce('The held removals are released');
      onReleased();
    } catch (error) {
      onError(error);
    }
  }
}
