import { html, type Html } from '../html';
import type { Directory } from './directory';

/** The sign-in page of either provider: instead of asking for a password, it asks who you want to be. */
export function chooseUserForm(action: string, directory: Directory): Html {
  return html`<main>
    <h1>Sign in to the identity provider</h1>
    <p>This provider is a part of the demo. It asks for no password: choose who you are.</p>
    <form method="post" action="${action}">
      <ul class="choices">
        ${[...directory.values()].map(
          (user) =>
            html`<li>
              <button name="user" value="${user.id}">
                <strong>${user.givenName} ${user.surname}</strong><br />
                ${user.groups.length === 0 ? 'in no group' : user.groups.join(', ')}
              </button>
            </li>`,
        )}
      </ul>
    </form>
    <p><a href="/directory">Change the groups of these users</a></p>
  </main>`;
}
