import type { Change, entities, Note } from 'passport-jit';
import { html, type Html } from '../html';
import { formatNote, formatChange } from './format-change';

export type AuditEvent = InstanceType<typeof entities.AuditEvent>;

/** The audit events about a user, the newest first. */
export function auditTable(events: AuditEvent[]): Html {
  return html`<section aria-labelledby="audit-log">
    <h2 id="audit-log">The audit log about you</h2>
    <div class="scroll" role="group" tabindex="0" aria-labelledby="audit-log">
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
          </tr>
        </thead>
        <tbody>
          ${events.map(
            (event) =>
              html`<tr>
                <td><time datetime="${event.at.toISOString()}">${timeOfDay(event.at)}</time></td>
                <td>${event.actor}</td>
                <td>${event.type} ${details(event)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function timeOfDay(at: Date): string {
  return `${at.toISOString().slice(11, 19)} UTC`;
}

function details({ details: { changes, notes } }: AuditEvent): Html {
  const lines = [
    ...((changes ?? []) as Change[]).map(formatChange),
    ...((notes ?? []) as Note[]).map(formatNote),
  ];
  return html`<ul>
    ${lines.map((line) => html`<li>${line}</li>`)}
  </ul>`;
}
