/**
 * Characters that a terminal interprets, hides or draws as something else: control characters, all kinds of line
 * breaks, bidirectional controls, blanks other than the space, and invisible characters.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

/** Escapes invisible characters as JSON does: `\u202e`, `\n`. */
export function escapeInvisible(text: string): string {
  return text.replace(INVISIBLE, escapeCharacter);
}

/** A quoted name from outside. Two names look the same only if they are equal. */
export function quote(name: string): string {
  return escapeInvisible(JSON.stringify(name));
}

/** The number of terminal columns of visible text. */
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
  // By code units, like JSON: a character outside the basic plane is two escapes.
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
