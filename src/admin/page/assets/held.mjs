import { announce } from './announce.mjs';
import { send } from './api.mjs';
import { ask } from './dialog.mjs';
import { button, el, fill } from './dom.mjs';
import { time } from './times.mjs';

/** Says that a wave of losses is held, and lets it go. */
export function heldNotice({ onReleased, onError }) {
  const element = el('section', { class: 'notice warning', 'aria-label': 'Held losses', hidden: true });
  return { element, show };

  function show(since) {
    element.hidden = since === null;
    fill(
      element,
      since !== null && [
        el('p', {}, el('strong', {}, 'Losses are held since '), time(since), '.'),
        el(
          'p',
          {},
          'Unusually many people would have lost everything within a short time, so they keep what they have. Often a group was renamed at the identity provider. ',
          el('a', { href: '#record?type=held' }, 'See whom it is about'),
          '.',
        ),
        button('Release the held losses', release),
      ],
    );
  }

  async function release() {
    const choice = await ask({
      title: 'Release the held losses?',
      content: [
        el(
          'p',
          {},
          'Everybody whose losses are held loses what the mapping does not give them, at their next sign-in.',
        ),
      ],
      choices: [{ label: 'Release', value: 'release', kind: 'dangerous' }],
    });
    if (choice === undefined) return;
    try {
      const { lossesHeldAt } = await send('POST', 'held/release', {});
      show(lossesHeldAt);
      announce('The held losses are released');
      onReleased();
    } catch (error) {
      onError(error);
    }
  }
}
