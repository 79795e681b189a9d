import { focusOn } from './dom.mjs';
import { auditView } from './audit-view.mjs';
import { settingsView } from './settings-view.mjs';
import { usersView } from './users-view.mjs';

const main = document.getElementById('main');
const links = [...document.querySelectorAll('nav a')];

const views = {
  settings: settingsView({ onTenant: showTenant }),
  users: usersView(),
  'audit-log': auditView(),
};

/** The views stay where they are, so that nothing that was written is lost by looking at another one. */
for (const view of Object.values(views)) {
  view.element.hidden = true;
  main.append(view.element);
}

let shown;

function open({ byUser }) {
  const [wanted, query = ''] = location.hash.slice(1).split('?');
  const id = Object.hasOwn(views, wanted) ? wanted : 'settings';
  for (const [other, view] of Object.entries(views)) view.element.hidden = other !== id;
  for (const link of links) {
    if (link.hash === `#${id}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const view = views[id];
  const stays = view === shown;
  shown = view;
  document.title = `${view.title} – Provisioning`;
  if (byUser && !stays) {
    scrollTo(0, 0);
    focusOn(view.heading);
  }
  void view.show(new URLSearchParams(query), { stays });
}

/** An app with a single customer never sees the word. */
function showTenant(tenant) {
  document.getElementById('tenant').textContent = tenant === 'default' ? '' : tenant;
}

document.querySelector('.skip').addEventListener('click', (event) => {
  // The part of the address after # says which view is open.
  event.preventDefault();
  main.focus();
});
addEventListener('hashchange', () => open({ byUser: true }));
open({ byUser: false });
// The tenant's name comes with the settings.
if (shown !== views.settings) void views.settings.show();
