import { parseGroups } from '../../identity/groups';
import { describeType } from '../../validation/text';
import { isJsonObject } from '../../validation/json';
import { LineSplitter, type Line } from '../io/line-splitter';
import { parseJson } from '../json/parse-json';
import { Source } from '../json/source';
import { toReadError, type OpenedFile } from '../io/read-bytes';

/** A user of the export, with the properties that a comparison needs. */
export interface ExportedUser {
  id: string;
  email: string | null;
  /** The groups of the last sign-in; `null` for a user whose groups have never arrived. */
  groups: readonly string[] | null;
  /** The provider of the last sign-in; `undefined` where the export does not say. */
  provider: string | undefined;
}

/** A line of the export: a user, or the fault. */
export type UserLine = { number: number; bytesRead: number } & ({ user: ExportedUser } | UserFault);

interface UserFault {
  path: string;
  message: string;
  /** The column at which the line stops being JSON. */
  column?: number;
}

/**
 * The users of an export with one JSON object in each line, in parts as they are read. Blank lines are skipped.
 *
 * @throws {UsageError} if the input cannot be read
 */
export async function* readExportedUsers(
  path: string,
  { chunks }: OpenedFile,
): AsyncGenerator<Iterable<UserLine>> {
  const lines = new LineSplitter();
  try {
    for await (const chunk of chunks) yield parseUsers(lines.push(chunk));
    yield parseUsers(lines.end());
  } catch (error) {
    throw toReadError(path, error);
  }
}

function* parseUsers(lines: Iterable<Line>): Generator<UserLine> {
  for (const { number, bytesRead, text, problem = '' } of lines) {
    if (text === undefined) yield { number, bytesRead, path: '', message: problem };
    else if (text.trim() !== '') yield { number, bytesRead, ...parseUser(text) };
  }
}

function parseUser(text: string): { user: ExportedUser } | UserFault {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return syntaxFault(text);
  }
  if (!isJsonObject(value))
    return { path: '', message: `must be one JSON object, not ${describeType(value)}` };
  const { id, email = null, provider = null, identityProviderGroups: list } = value;
  if (typeof id !== 'string' || id === '') return { path: 'id', message: 'must be the id of a user' };
  if (email !== null && typeof email !== 'string') {
    return { path: 'email', message: `must be text or null, not ${describeType(email)}` };
  }
  if (provider !== null && typeof provider !== 'string') {
    return { path: 'provider', message: `must be text or null, not ${describeType(provider)}` };
  }
  const user = { id, email, provider: provider ?? undefined };
  if (list === null) return { user: { ...user, groups: null } };
  const path = 'identityProviderGroups';
  if (!Array.isArray(list))
    return { path, message: `must be a list of group names, or null, not ${describeType(list)}` };
  const groups = parseGroups(list);
  if (groups.state === 'malformed') return { path, message: `has ${groups.problem}` };
  return { user: { ...user, groups: groups.state === 'present' ? groups.names : [] } };
}

function syntaxFault(text: string): UserFault {
  const source = new Source('', text);
  const [{ message, offset } = { message: 'is not valid JSON', offset: 0 }] = parseJson(source).faults;
  return { path: '', message, column: source.positionAt(offset).column };
}
