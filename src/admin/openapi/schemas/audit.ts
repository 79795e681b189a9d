import { described, instant, list, nullable, object, ref, text, uuid, whole, type Schema } from '../build';

export const auditSchemas: Record<string, Schema> = {
  AuditEvent: object({
    id: uuid,
    at: instant,
    type: text,
    actor: nullable(text),
    provider: nullable(text),
    user: described('The id of the user whom it is about.', nullable(uuid)),
    count: described('How often it happened within the minute.', whole),
    details: { type: 'object' },
  }),
  AuditEvents: object({
    items: list(ref('AuditEvent')),
    next: described('For the parameter "after" of the next page.', nullable(text)),
  }),
};
