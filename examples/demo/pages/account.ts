import type { Mapping } from 'passport-jit';
import type { User } from '../account';
import { html, type Html } from '../html';
import type { LastSignIn } from '../last-sign-ins';
import type { Page } from '../page';
import { PROVIDERS, type IdentityProviders, type ProviderId } from '../providers';
import { grantsTable, type GrantExplanation } from './grants';
import { mappingDetails } from './mapping';
import { auditTable, type AuditEvent } from './audit-log';
import { formatNote, formatChange } from './format-change';

export interface Account {
  user: User;
  /** As the identity provider last sent them. */
  groups: readonly string[];
  reasons: GrantExplanation;
  lastSignIn: LastSignIn | undefined;
  auditEvents: AuditEvent[];
  provider: ProviderId;
  mapping: Mapping | null;
  /** Of the settings that are in force. */
  version: number;
  identityProviders: IdentityProviders;
}

/** Who you are, what you have here, and why. */
export function accountPage(account: Account): Page {
  const { user, groups, reasons, lastSignIn, auditEvents, provider, mapping, version, identityProviders } =
    account;
  const name = [user.firstName, user.lastName].filter(Boolean).join(' ');
  return {
    title: `${name} – passport-jit demo`,
    script: '/refusal.mjs',
    body: html`<main>
      <h1>${name}</h1>
      <p>${user.email}${user.tenantOwner && ', owner of the tenant'}</p>
      <form method="post" action="/logout"><button>Sign out</button></form>
      ${user.tenantOwner && html`<p><a href="/admin/">Settings, users and audit log of the provisioning</a></p>`}
      ${signInSection(lastSignIn)}
      <section aria-labelledby="grants">
        <h2 id="grants">What you have here, and why</h2>
        <p>Groups that the identity provider sent: ${groupsSent(groups, user)}</p>
        ${grantsTable(reasons, mapping, version)}
      </section>
      ${changeSection(provider, identityProviders)} ${auditTable(auditEvents)} ${mappingDetails(mapping)}
    </main>`,
  };
}

function signInSection(lastSignIn: LastSignIn | undefined): Html | undefined {
  if (lastSignIn === undefined) return undefined;
  const { created, changes, notes } = lastSignIn;
  const lines = [...changes.map(formatChange), ...notes.map(formatNote)];
  return html`<section aria-labelledby="sign-in">
    <h2 id="sign-in">What your last sign-in changed</h2>
    ${created && html`<p>It made your account.</p>`}
    ${
      lines.length === 0
        ? html`<p>${created ? 'It gave you nothing: no group of yours is in the mapping.' : 'Nothing.'}</p>`
        : html`<ul>
            ${lines.map((line) => html`<li>${line}</li>`)}
          </ul>`
    }
  </section>`;
}

function groupsSent(groups: readonly string[], { groupsState }: User): Html {
  if (groups.length === 0) return html`none (${groupsState ?? 'never told'})`;
  return html`${groups.map((group, at) => html`${at > 0 && ', '}<strong>${group}</strong>`)}`;
}

function changeSection(provider: ProviderId, identityProviders: IdentityProviders): Html {
  return html`<section aria-labelledby="change">
    <h2 id="change">Change something</h2>
    <ol>
      <li>
        <a href="${identityProviders[provider].url}/directory">Change your groups at the identity provider</a>
      </li>
      <li>
        <a href="/login/${provider}">Sign in again with ${PROVIDERS[provider]}</a>, and see what followed
      </li>
    </ol>
    <p>The identity provider is the one source of truth, so the application’s own way to a role is closed:</p>
    <form id="own-role" method="post" action="/teams/Incident%20Response/members/me">
      <input type="hidden" name="role" value="TEAM_ADMIN" />
      <button>Make me TEAM_ADMIN of Incident Response</button>
      <p><output></output></p>
    </form>
  </section>`;
}
