import { Problem } from './api.mjs';
import { button, el } from './dom.mjs';

/**
 * What went wrong, and the way on: to sign in again, or to check whether a change was made.
 *
 * @param onCheck called to find out whether a change was made whose outcome is not known
 */
export function errorContent(error, { onCheck } = {}) {
  if (!(error instanceof Problem)) {
    console.error(error);
    return el('p', {}, `Something went wrong: ${error.message}`);
  }
  return [
    el('p', {}, error.message),
    error.signedOut && el('p', {}, el('a', { href: './', target: '_blank' }, 'Sign in again in a new tab')),
    onCheck && button('Check', onCheck),
  ];
}
