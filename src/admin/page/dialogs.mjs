import { ask } from './modal.mjs';
import { el } from './dom.mjs';

/** What is asked before settings are saved, discarded or taken back. Each resolves to undefined when it is called off. */
export function offerPreview() {
  return ask({
    title: 'See what it would do first?',
    content: [
      el(
        'p',
        {},
        'With enhanced syncing on, this changes what people may do at their next sign-in. The preview shows who would gain and lose what. It changes nothing.',
      ),
    ],
    choices: [
      { label: 'Preview first', value: 'preview' },
      { label: 'Save without a preview', value: 'save' },
    ],
  });
}

/** Resolves to the codes of the dangers, once each of them was ticked. */
export async function askAboutDangers(dangers) {
  const choice = await ask({
    title: 'This is dangerous',
    content: [el('p', {}, 'Nothing is saved yet. Tick what you want to happen all the same.')],
    boxes: dangers.map(({ message }) => message),
    choices: [{ label: 'Save all the same', value: 'save', kind: 'dangerous' }],
  });
  return choice === undefined ? undefined : dangers.map(({ code }) => code);
}

export function askToDiscard() {
  return ask({
    title: 'Discard your changes?',
    content: [el('p', {}, 'The form goes back to what is in force.')],
    choices: [{ label: 'Discard', value: 'discard', kind: 'dangerous' }],
  });
}

/** `load`: into the form; `restore`: in force at once. */
export function askAboutVersion(version, hasChanges) {
  return ask({
    title: `Go back to version ${version}?`,
    content: [
      el(
        'p',
        {},
        'Load it into the form to preview or change it before you save. Or put it in force at once, as a new version.',
      ),
      hasChanges && el('p', {}, 'Either way, what you have not saved is lost.'),
    ],
    choices: [
      { label: 'Load into the form', value: 'load' },
      { label: 'Put in force at once', value: 'restore', kind: 'dangerous' },
    ],
  });
}
