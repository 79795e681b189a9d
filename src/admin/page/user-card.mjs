import { announce } from './announce.mjs';
import { send } from './api.mjs';
import { errorContent } from './error-content.mjs';
import { ask } from './modal.mjs';
import { button, el, fill, newId, unseen } from './dom.mjs';
import { name } from './display-name.mjs';
import { time } from './format-date.mjs';
import { GROUPS_STATES, grantLine, personName, reasonWords } from './format-change.mjs';

const LINES_SHOWN = 20;

/** One user: who they are, their groups, and each grant with its reason. */
export function userCard(user) {
  const element = el('li', { class: 'card user' });
  draw(user);
  return element;

  function draw(user) {
    const headingId = newId('user');
    const problem = el('div', { class: 'fault', role: 'alert', hidden: true });
    element.setAttribute('aria-labelledby', headingId);
    fill(
      element,
      el(
        'div',
        { class: 'who' },
        el('h3', { id: headingId }, name(personName(user))),
        user.email && el('p', { class: 'muted' }, name(user.email)),
        badges(user),
        facts(user),
        el(
          'p',
          { class: 'buttons' },
          user.active ? activation('Deactivate') : activation('Activate'),
          el(
            'a',
            { href: `#audit-log?${new URLSearchParams({ user: user.id })}` },
            'Audit log',
            unseen(' of ', name(personName(user))),
          ),
        ),
        problem,
      ),
      el('div', {}, el('h4', {}, 'Groups at the identity provider'), groups(user)),
      el('div', {}, el('h4', {}, 'What they have, and why'), grants(user)),
    );

    function activation(label) {
      return button([label, unseen(' ', name(personName(user)))], () => setActive(user, problem), {
        class: 'activation',
      });
    }
  }

  async function setActive(user, problem) {
    const person = name(personName(user));
    const choice = await ask(
      user.active && user.isCurrentUser
        ? {
            title: 'Deactivate your own account?',
            content: [
              el(
                'p',
                {},
                'This is you: ',
                person,
                '. You are signed out at once, and cannot sign in or open this page again. Another owner has to activate you.',
              ),
            ],
            boxes: ['I understand that I lose access at once.'],
            choices: [{ label: 'Deactivate my account', value: 'deactivate', kind: 'dangerous' }],
          }
        : user.active
          ? {
              title: 'Deactivate this user?',
              content: [
                el(
                  'p',
                  {},
                  person,
                  ' is signed out and cannot sign in any more. What they have stays for later.',
                ),
              ],
              choices: [{ label: 'Deactivate', value: 'deactivate', kind: 'dangerous' }],
            }
          : {
              title: 'Activate this user?',
              content: [el('p', {}, person, ' can sign in again.')],
              choices: [{ label: 'Activate', value: 'activate' }],
            },
    );
    if (choice === undefined) return;
    try {
      draw(await send('POST', `users/${encodeURIComponent(user.id)}/${choice}`, {}));
      element.querySelector('.activation').focus();
      announce(choice === 'deactivate' ? 'Deactivated' : 'Activated');
    } catch (error) {
      problem.hidden = false;
      fill(problem, errorContent(error));
    }
  }
}

function badges({ isCurrentUser, tenantOwner, active, invited, removalsHeldAt }) {
  const shown = [
    isCurrentUser && ['You', 'badge accent'],
    tenantOwner && ['Tenant owner', 'badge accent'],
    !active && ['Deactivated', 'badge danger'],
    invited && ['Invited', 'badge'],
    removalsHeldAt !== null && ['Removals held', 'badge warning'],
  ].filter(Boolean);
  return (
    shown.length > 0 &&
    el(
      'p',
      {},
      shown.map(([text, kind]) => [el('span', { class: kind }, text), ' ']),
    )
  );
}

function facts({ lastSignInAt, lastSyncedAt, createdAt }) {
  const fact = (label, at, otherwise) => [
    el('dt', {}, label),
    el('dd', {}, at === null ? otherwise : time(at)),
  ];
  return el(
    'dl',
    { class: 'facts' },
    fact('Last sign-in', lastSignInAt, 'never'),
    fact('Last sync', lastSyncedAt, 'never'),
    fact('Since', createdAt, 'unknown'),
  );
}

function groups({ identityProviderGroups, groupsState }) {
  const known = identityProviderGroups ?? [];
  // What was sent last is of little use where the last sign-in sent something else.
  const state = groupsState !== null && groupsState !== 'present' ? GROUPS_STATES[groupsState] : undefined;
  return [
    state && el('p', { class: 'hint' }, `At the last sign-in ${state}.`),
    known.length > 0
      ? foldedList(
          'names',
          known.map((group) => name(group)),
        )
      : !state && el('p', { class: 'muted' }, 'None known yet'),
  ];
}

function grants({ grants }) {
  if (grants.length === 0) return el('p', { class: 'muted' }, 'Nothing');
  return foldedList(
    'grants',
    grants.map((grant) => [
      el('span', { class: 'grant' }, grantLine(grant)),
      ' ',
      el('span', { class: 'reason' }, reasonWords(grant)),
    ]),
  );
}

/** A person may be in a thousand groups. */
function foldedList(kind, lines) {
  const items = (some) => some.map((line) => el('li', {}, line));
  const list = el('ul', { class: kind }, items(lines.slice(0, LINES_SHOWN)));
  if (lines.length <= LINES_SHOWN) return list;
  const more = button(`Show all ${lines.length}`, () => {
    list.append(...items(lines.slice(LINES_SHOWN)));
    more.remove();
    list.children[LINES_SHOWN].setAttribute('tabindex', '-1');
    list.children[LINES_SHOWN].focus();
  });
  return [list, more];
}
