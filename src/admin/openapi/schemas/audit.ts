import { described, instant, list, nullable, object, ref, text, uuid, whole, type Schema } from '../build';

const event: Record<string, Schema> = {
  id: uuid,
  at: instant,
  type: text,
  actor: nullable(text),
  provider: nullable(text),
  user: described('The id of the user whom it is about.', nullable(uuid)),
  count: described('How often it happened within the minute.', whole),
  details: { type: 'object' },
};

export const auditSchemas: Record<string, Schema> = {
  AuditEvent: object(event),
  ListedAuditEvent: object({
    ...event,
    person: described('Who the user is now; null when there is none any more.', nullable(ref('Person'))),
  }),
  Person: object({ id: uuid, email: nullable(text), firstName: nullable(text), lastName: nullable(text) }),
  AuditEvents: object({
    items: list(ref('ListedAuditEvent')),
    next: described('For the parameter "after" of the next page.', nullable(text)),
  }),
};
