import { html } from '../html';
import type { Page } from '../page';

/** The page for a user of the provider whom the application refuses. */
export function refusedPage({ code, message }: { code?: string; message?: string }): Page {
  return {
    title: 'Not signed in',
    status: 403,
    body: html`<main>
      <h1>You could not be signed in</h1>
      <p>${message ?? 'The identity provider’s answer was not accepted.'}</p>
      ${code && html`<p>Code: <code>${code}</code></p>`}
      <p><a href="/">Back to the start</a></p>
    </main>`,
  };
}
