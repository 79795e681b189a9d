import { el } from './dom.mjs';

/** The page is in English; its readers' own English decides how a date is written. */
const language = navigator.language.startsWith('en') ? navigator.language : 'en-GB';
const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });

export const timeZone = format.resolvedOptions().timeZone;

export function timeText(iso) {
  return format.format(new Date(iso));
}

export function time(iso) {
  return el('time', { datetime: iso, title: iso }, timeText(iso));
}

/** `1 user`, `2,000 users`. */
export function count(number, noun, plural = `${noun}s`) {
  return `${number.toLocaleString(language)} ${number === 1 ? noun : plural}`;
}
