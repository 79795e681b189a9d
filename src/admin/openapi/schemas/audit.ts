import {
  withDescription,
  dateTime,
  arrayOf,
  nullable,
  object,
  ref,
  string,
  uuid,
  nonNegativeInteger,
  type Schema,
} from '../build';

/** For an actor that is the id of a user. */
export const actorPerson = withDescription(
  'The actor, if that is a user of the tenant; otherwise null.',
  nullable(ref('Person')),
);

const event: Record<string, Schema> = {
  id: uuid,
  at: dateTime,
  type: string,
  actor: nullable(string),
  provider: nullable(string),
  user: withDescription('The id of the user whom the event is about.', nullable(uuid)),
  count: withDescription('The number of equal events within the minute.', nonNegativeInteger),
  details: { type: 'object' },
};

export const auditSchemas: Record<string, Schema> = {
  AuditEvent: object(event),
  ListedAuditEvent: object({
    ...event,
    person: withDescription(
      'The user with the current name and address; null if the user was deleted.',
      nullable(ref('Person')),
    ),
    actorPerson,
  }),
  Person: object({
    id: uuid,
    email: nullable(string),
    firstName: nullable(string),
    lastName: nullable(string),
  }),
  AuditEvents: object({
    items: arrayOf(ref('ListedAuditEvent')),
    next: withDescription('For the parameter "after" of the next page.', nullable(string)),
  }),
};
