import type { Request, Response } from 'express';
import type { entities } from 'passport-jit';
import { html, type Html } from '../demo/html';
import { sendPage } from '../demo/page';
import { PROVIDERS } from '../demo/providers';

type User = InstanceType<typeof entities.User>;

/** Who you are, and which instance says so. */
export function homePage(req: Request, res: Response): void {
  const { user } = req;
  sendPage(res, {
    title: 'passport-jit on several instances',
    body: html`<main>
      <h1>${user ? user.email : 'Sign in'}</h1>
      ${user ? account(user) : signInLinks()}
      <p>Answered by ${res.get('X-Served-By')}. <a href="/">Ask again</a>, and another one answers.</p>
    </main>`,
  });
}

function account({ memberships, tenantOwner }: User): Html {
  return html`
    <ul>
      ${memberships.map(({ team, role }) => html`<li>${role} of ${team.name}</li>`)}
    </ul>
    ${tenantOwner && html`<p><a href="/admin/">Settings, users and audit log of the provisioning</a></p>`}
    <form method="post" action="/logout"><button>Sign out</button></form>
  `;
}

function signInLinks(): Html {
  return html`<ul>
    ${Object.entries(PROVIDERS).map(([id, name]) => html`<li><a href="/login/${id}">${name}</a></li>`)}
  </ul>`;
}
