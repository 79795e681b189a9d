import type { JWTPayload } from 'jose';
import { isJsonObject, type JsonObject } from '../validation/json';
import { readSubjectIdentifier, type SubjectIdentifier } from './subject';
import { TokenError } from './token-error';
import { isClaimText } from './verify-token';

/** What an event has the library do. */
export type EventAction = 'endSessions' | 'expireSync' | 'deactivate' | 'activate';

/** An event that the library acts on, and whom it is about. */
export interface SecurityEvent {
  action: EventAction;
  /** The last part of the event's URI, for the audit log. */
  name: string;
  subject: SubjectIdentifier;
}

const CAEP = 'https://schemas.openid.net/secevent/caep/event-type';
const RISC = 'https://schemas.openid.net/secevent/risc/event-type';

/** The events of CAEP 1.0 and RISC 1.0 that end access, or give it back. Every other one is received, and ignored. */
const ACTIONS = new Map<string, EventAction>([
  [`${CAEP}/session-revoked`, 'endSessions'],
  [`${CAEP}/token-claims-change`, 'expireSync'],
  [`${RISC}/sessions-revoked`, 'endSessions'],
  [`${RISC}/account-disabled`, 'deactivate'],
  [`${RISC}/account-enabled`, 'activate'],
]);

const MAX_EVENTS = 10;

/**
 * The events of a Security Event Token (RFC 8417, 2.2).
 *
 * @throws {TokenError} `token_invalid`, `request_invalid`
 */
export function readEvents(claims: JWTPayload): SecurityEvent[] {
  const { events } = claims;
  const entries = isJsonObject(events) ? Object.entries(events) : [];
  if (
    entries.length === 0 ||
    entries.length > MAX_EVENTS ||
    !entries.every(([, event]) => isJsonObject(event))
  )
    throw new TokenError('token_invalid', 'The claim "events" must be an object with 1 to 10 events.');
  return entries.flatMap(([uri, event]) => {
    const action = ACTIONS.get(uri);
    if (action === undefined) return [];
    return [{ action, name: uri.split('/').at(-1)!, subject: readSubject(claims, event as JsonObject) }];
  });
}

/**
 * Whom an event is about: `sub_id` of the token (RFC 9493, 4), which may have members (`user`, `session`), or as in older
 * drafts `subject` of the event; else `sub` of the token.
 */
function readSubject(claims: JWTPayload, event: JsonObject): SubjectIdentifier {
  const identifier = claims['sub_id'] ?? event['subject'];
  if (identifier === undefined && isClaimText(claims.sub))
    return { kind: 'subject', issuer: claims.iss, subject: claims.sub };
  if (!isJsonObject(identifier)) return readSubjectIdentifier(identifier);
  const { user, session } = identifier;
  if (user !== undefined) return readSubjectIdentifier(user);
  if (isJsonObject(session) && session['format'] === 'opaque' && isClaimText(session['id']))
    return { kind: 'session', sid: session['id'] };
  return readSubjectIdentifier(identifier);
}
