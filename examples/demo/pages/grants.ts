import type { Mapping, Provisioning } from 'passport-jit';
import { html, type Html } from '../html';

export type GrantExplanation = Awaited<ReturnType<Provisioning['explain']>>;
type Grant = GrantExplanation[number];

/** Each grant with the group and the entry of the mapping that gave it. */
export function grantsTable(grants: GrantExplanation, mapping: Mapping | null, version: number): Html {
  if (grants.length === 0) return html`<p>You have nothing: no group of yours is in the mapping.</p>`;
  return html`<div class="scroll" role="group" tabindex="0" aria-labelledby="grants">
    <table>
      <thead>
        <tr>
          <th scope="col">Grant</th>
          <th scope="col">Group</th>
          <th scope="col">Mapping entry</th>
          <th scope="col">Given by</th>
        </tr>
      </thead>
      <tbody>
        ${sortGrants(grants).map(
          (grant) =>
            html`<tr>
              <th scope="row">${nameOf(grant)}</th>
              <td>${grant.group ?? 'none'}</td>
              <td>${entryOf(grant, grant.mappingVersion === version ? mapping : null)}</td>
              <td>${grant.provider ?? 'a person'}, settings version ${grant.mappingVersion ?? 'unknown'}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** As the mapping has them. */
function sortGrants(grants: GrantExplanation): GrantExplanation {
  const kinds = Object.keys(LISTS);
  return grants.toSorted(
    (a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || (a.entry ?? 0) - (b.entry ?? 0),
  );
}

function nameOf(grant: Grant): string {
  switch (grant.kind) {
    case 'owner':
      return 'Tenant owner';
    case 'permission':
      return `Permission ${grant.permission}`;
    case 'membership':
      return `${grant.role} in the team ${grant.team}`;
    case 'caseGroup':
      return `${grant.role} in the case group ${grant.caseGroup} of ${grant.team}`;
  }
}

const LISTS = {
  owner: 'tenant_owners_groups',
  membership: 'mappings',
  caseGroup: 'mappings',
  permission: 'tenant_permission',
} as const;

/** What the entry says, as long as the mapping is still the one that gave the grant. */
function entryOf({ kind, entry }: Grant, mapping: Mapping | null): Html {
  if (entry === null) return html`none: given by hand`;
  const list = LISTS[kind];
  const text = mapping?.[list]?.[entry];
  return html`<code>${list}[${entry}]</code>${
      text !== undefined && html`<code>${JSON.stringify(text)}</code>`
    }`;
}
