/**
 * What a terminal would obey, hide or draw as something else: control characters, line breaks of every kind, marks
 * that turn the direction of the text, blanks that are no space, and characters without a shape.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

/** The text with everything unseen in it written as JSON escapes it: `\u202e`, `\n`. */
export function escapeInvisible(text: string): string {
  return text.replace(INVISIBLE, escapeCharacter);
}

/** A name from outside between quotes. Two names look the same only if they are the same. */
export function quote(name: string): string {
  return escapeInvisible(JSON.stringify(name));
}

/** How many columns a terminal needs for text that is visible. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text)
    width += /\p{M}/u.test(character) ? 0 : WIDE_CHARACTERS.test(character) ? 2 : 1;
  return width;
}

const WIDE_CHARACTERS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;

function escapeCharacter(character: string): string {
  const jsonEscape = JSON.stringify(character).slice(1, -1);
  if (jsonEscape.startsWith('\\')) return jsonEscape;
  // By code units, as JSON does it: a character beyond the first plane is two escapes.
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
