import type { Mapping } from 'passport-jit';
import { html, type Html } from '../html';

/** The whole mapping, to look things up in. */
export function mappingDetails(mapping: Mapping | null): Html {
  return html`<details>
    <summary>The group mapping</summary>
    <pre tabindex="0" aria-label="The group mapping as JSON">${JSON.stringify(mapping, undefined, 2)}</pre>
  </details>`;
}
