/**
 * What a terminal would obey, hide or draw as something else: control characters, line breaks of every kind, marks
 * that turn the direction of the text, blanks that are no space, and characters without a shape.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

/** The text with everything unseen in it written as JSON escapes it: `\u202e`, `\n`. */
export function visible(text: string): string {
  return text.replace(UNSEEN, escape);
}

/** A name from outside between quotes. Two names look the same only if they are the same. */
export function quoted(name: string): string {
  return visible(JSON.stringify(name));
}

/** How many columns a terminal needs for text that is visible. */
export function columns(text: string): number {
  let count = 0;
  for (const character of text) count += /\p{M}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return count;
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;

function escape(character: string): string {
  const short = JSON.stringify(character).slice(1, -1);
  if (short.startsWith('\\')) return short;
  // By code units, as JSON does it: a character beyond the first plane is two escapes.
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
