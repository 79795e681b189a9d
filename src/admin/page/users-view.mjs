import { announce } from './announce.mjs';
import { get } from './api.mjs';
import { el, fill, focusOn, newId } from './dom.mjs';
import { errorContent } from './error-content.mjs';
import { pager } from './pager.mjs';
import { count } from './format-date.mjs';
import { userCard } from './user-card.mjs';

/** Who there is, in which groups the identity provider says they are, what they have, and why. */
export function usersView() {
  const heading = el('h1', {}, 'Users');
  const problem = el('div', { class: 'notice danger', role: 'alert', hidden: true });
  const results = el('h2', {});
  const list = el('ul', { class: 'cards' });
  const search = el('input', { type: 'search', id: newId('search'), name: 'search', autocomplete: 'off' });
  const hintId = newId('hint');
  search.setAttribute('aria-describedby', hintId);
  let shownBefore = false;
  const pages = pager(load);

  const form = el(
    'form',
    {
      role: 'search',
      class: 'search',
      onsubmit(event) {
        event.preventDefault();
        const query = search.value.trim();
        const wanted = query === '' ? '#users' : `#users?${new URLSearchParams({ search: query })}`;
        if (location.hash === wanted) void pages.restart();
        else location.hash = wanted;
      },
    },
    el('label', { htmlFor: search.id }, 'Search'),
    search,
    el('button', { class: 'primary' }, 'Search'),
    el('p', { class: 'hint', id: hintId }, 'Any part of a name or an email address.'),
  );

  return {
    element: el('div', {}, heading, problem, form, results, list, pages.element),
    heading,
    title: 'Users',
    async show(parameters, { stays }) {
      search.value = parameters.get('search') ?? '';
      shownBefore = stays;
      await pages.restart();
    },
  };

  async function load(after, page, isLatest) {
    problem.hidden = true;
    try {
      const { items, next } = await get('users', { search: search.value.trim(), after });
      if (!isLatest()) return null;
      fill(
        list,
        items.map((user) => userCard(user)),
      );
      results.textContent = titleOf(items.length, next, page);
      // When the view has just been opened, its own heading has the focus.
      if (shownBefore) focusOn(results);
      announce(results.textContent);
      shownBefore = true;
      return next;
    } catch (error) {
      fill(list);
      results.textContent = '';
      problem.hidden = false;
      fill(problem, errorContent(error));
      return null;
    }
  }

  function titleOf(number, next, page) {
    if (number === 0) return search.value === '' ? 'No users yet' : 'No user was found';
    if (page > 1 || next !== null) return `${count(number, 'user')} on page ${page}`;
    return count(number, 'user');
  }
}
