import { el } from './dom.mjs';

/**
 * Names come from identity providers, where anybody may have chosen them. They are shown as text that cannot reach
 * out of its place, and with a mark where there is an invisible character.
 */
export function name(text, { limit = 120 } = {}) {
  const characters = [...text];
  if (characters.length <= limit) return el('bdi', { class: 'name' }, marked(text));
  const short = marked(characters.slice(0, limit - 20).join(''));
  const full = marked(text);
  const shown = el('bdi', { class: 'name' }, short, '…');
  const toggle = el(
    'button',
    {
      type: 'button',
      class: 'link',
      'aria-expanded': 'false',
      onclick() {
        const open = toggle.getAttribute('aria-expanded') === 'false';
        toggle.setAttribute('aria-expanded', String(open));
        toggle.textContent = open ? 'show less' : `show all ${characters.length} characters`;
        shown.replaceChildren(...(open ? full : [...short, '…']));
      },
    },
    `show all ${characters.length} characters`,
  );
  return el('span', {}, shown, ' ', toggle);
}

/** The same where there is room for text alone. */
export function plainName(text, limit = 80) {
  const shown = pieces(text)
    .map(({ text, codePoint }) => text ?? `[${codePoint}]`)
    .join('');
  return [...shown].length > limit ? `${[...shown].slice(0, limit).join('')}…` : shown;
}

export function hasUnseen(text) {
  return pieces(text).some(({ codePoint }) => codePoint !== undefined);
}

function marked(text) {
  return pieces(text).map(({ text, codePoint }) =>
    codePoint === undefined
      ? document.createTextNode(text)
      : el(
          'span',
          { class: 'unseen-character', title: KNOWN[codePoint] ?? 'A character that cannot be seen' },
          codePoint,
        ),
  );
}

/** Control and format characters, among them all that change the direction of text; and spaces that look like none. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|[^\S ]|^ | $| (?= )/gu;
const PICTURE = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f/u;

function pieces(text) {
  const found = [];
  let from = 0;
  for (const { 0: character, index } of text.matchAll(INVISIBLE)) {
    const previous = [...text.slice(Math.max(0, index - 2), index)].at(-1) ?? '';
    // Both are a part of many emoji.
    if ((character === '\u200d' || character === '\ufe0f') && PICTURE.test(previous)) continue;
    if (index > from) found.push({ text: text.slice(from, index) });
    found.push({ codePoint: codePointOf(character) });
    from = index + character.length;
  }
  if (from < text.length) found.push({ text: text.slice(from) });
  return found;
}

function codePointOf(character) {
  return `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

const KNOWN = {
  'U+0009': 'Tab',
  'U+000A': 'Line break',
  'U+0020': 'Space',
  'U+00A0': 'No-break space',
  'U+00AD': 'Soft hyphen',
  'U+200B': 'Zero-width space',
  'U+200D': 'Zero-width joiner',
  'U+200E': 'Left-to-right mark',
  'U+200F': 'Right-to-left mark',
  'U+202D': 'Left-to-right override',
  'U+202E': 'Right-to-left override',
  'U+FEFF': 'Byte order mark',
};

/** JSON in which every character can be seen, and which means the same. */
export function visibleJson(value) {
  return JSON.stringify(value, null, 2).replace(
    /[\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\u007f-\u009f]|[^\S \n]/gu,
    (character) =>
      [...Array(character.length).keys()]
        .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
        .join(''),
  );
}
