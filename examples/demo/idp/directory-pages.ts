import { Router, urlencoded } from 'express';
import { html, type Html } from '../html';
import { sendPage } from '../page';
import { sameOrigin } from '../same-origin';
import type { DemoUser, Directory } from './directory';

/** The administrator's side of an identity provider: who is in which group. */
export function directoryPages(directory: Directory, app?: { url: string; name: string }): Router {
  const router = Router();

  router.get('/directory', (req, res) => {
    const saved = directory.get(req.query['saved'] as string);
    sendPage(res, {
      title: 'Users and groups',
      body: html`<main>
        <h1>Users and groups of the identity provider</h1>
        ${
          saved &&
          html`<p class="note" role="status">
            Saved. Nothing else knows of it yet: ${saved.givenName} has to sign in again.
          </p>`
        }
        ${app && html`<p><a href="${app.url}">Back to ${app.name}</a></p>`}
        ${[...directory.values()].map(userForm)}
      </main>`,
    });
  });

  router.post('/directory/:id', sameOrigin, urlencoded({ extended: false }), (req, res) => {
    const user = directory.get(String(req.params['id']));
    if (user) user.groups = linesOf(String(req.body?.groups ?? ''));
    res.redirect(303, user ? `/directory?saved=${encodeURIComponent(user.id)}` : '/directory');
  });

  return router;
}

function userForm({ id, givenName, surname, email, groups }: DemoUser): Html {
  return html`<section aria-labelledby="${id}-name">
    <h2 id="${id}-name">${givenName} ${surname}</h2>
    <p>${email}</p>
    <form method="post" action="/directory/${encodeURIComponent(id)}">
      <label for="${id}-groups">Groups of ${givenName}, one a line</label>
      <textarea id="${id}-groups" name="groups" rows="${Math.max(3, groups.length + 1)}" spellcheck="false">
${groups.join('\n')}</textarea>
      <button>Save the groups of ${givenName}</button>
    </form>
  </section>`;
}

/** A group name may hold commas and spaces, and may begin with one. */
function linesOf(text: string): string[] {
  return [...new Set(text.split(/\r?\n/).filter((line) => line !== ''))];
}
