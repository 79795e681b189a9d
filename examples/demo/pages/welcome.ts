import type { Mapping } from 'passport-jit';
import { html, type Html } from '../html';
import type { Directory } from '../idp/directory';
import type { Page } from '../page';
import { PROVIDERS, type IdentityProviders, type ProviderId } from '../providers';
import { mappingDetails } from './mapping';

/** The page for a visitor who is not signed in. */
export function welcomePage(identityProviders: IdentityProviders, mapping: Mapping | null): Page {
  return {
    title: 'passport-jit demo',
    body: html`<main>
      <h1>passport-jit demo</h1>
      <p>
        Two companies use this application, each with an identity provider of its own. No user has an account
        here yet: the first sign-in creates one, with the teams and roles that the group mapping assigns to
        the user’s groups. Every later sign-in updates them.
      </p>
      ${(Object.keys(PROVIDERS) as ProviderId[]).map((id) => providerSection(id, identityProviders[id]))}
      ${mappingDetails(mapping)}
    </main>`,
  };
}

function providerSection(id: ProviderId, { url, directory }: { url: string; directory: Directory }): Html {
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${PROVIDERS[id]}</h2>
    <p><a class="button" href="/login/${id}">Sign in with ${PROVIDERS[id]}</a></p>
    <div class="scroll" role="group" tabindex="0" aria-labelledby="${id}">
      <table>
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">Groups at the identity provider</th>
          </tr>
        </thead>
        <tbody>
          ${[...directory.values()].map(
            ({ givenName, surname, groups }) =>
              html`<tr>
                <th scope="row">${givenName} ${surname}</th>
                <td>${groups.length === 0 ? 'none' : groups.join(', ')}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p><a href="${url}/directory">Change these groups at the identity provider</a></p>
  </section>`;
}
