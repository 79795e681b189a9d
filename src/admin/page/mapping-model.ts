/** What a row may have beside its cells; the table keeps it as it is. */
export type Extras = Record<string, unknown>;

export interface EntryRow {
  /** A name; or, with `isPrefix`, what the names begin with. */
  group: string;
  team: string;
  /** Empty: the entry is about the team itself. */
  caseGroup: string;
  role: string;
  /** Whether the entry applies to every group that begins like this. */
  isPrefix?: boolean;
  extras?: Extras;
}
export interface OwnerRow {
  group: string;
}
export interface PermissionRow {
  group: string;
  permission: string;
  extras?: Extras;
}

/**
 * A mapping as the table shows it: lists of rows with text in every cell. `owners` and `permissions` are null where the
 * mapping says nothing of them, which leaves them alone; an empty list takes them from all users.
 */
export interface MappingModel {
  entries: EntryRow[];
  owners: OwnerRow[] | null;
  permissions: PermissionRow[] | null;
  /** Lists of the document that have no table of their own. */
  extras?: Extras;
}

/** The names of the lists. */
export type ListName = 'entries' | 'owners' | 'permissions';

/** A mapping as the API sends and takes it. */
export type MappingDocument = Record<string, unknown>;

export interface ModelFault {
  path: string;
  message: string;
}

export function emptyModel(): MappingModel {
  return { entries: [], owners: null, permissions: null };
}

/** The document of the API. */
export function documentOf({ entries, owners, permissions, extras }: MappingModel): MappingDocument {
  return {
    ...(owners === null ? {} : { tenant_owners_groups: owners.map(({ group }) => group) }),
    ...(permissions === null
      ? {}
      : {
          tenant_permission: permissions.map((row) => ({
            group_name: row.group,
            permission_name: row.permission,
            ...row.extras,
          })),
        }),
    mappings: entries.map((row) => ({
      [row.isPrefix ? 'group_prefix' : 'group_name']: row.group,
      team_name: row.team,
      ...(row.caseGroup === '' ? {} : { case_group_name: row.caseGroup }),
      role_name: row.role,
      ...row.extras,
    })),
    ...extras,
  };
}

/**
 * The rows of a document, with whichever of its key names it was written. What the table has no cell for comes back as a
 * fault instead: it would be lost by looking at it.
 */
export function modelOf(document: unknown): {
  model?: MappingModel;
  groupAttribute?: string;
  fault?: ModelFault;
} {
  try {
    return read(document);
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    return { fault: { path: error.path, message: error.message } };
  }
}

class Unfit extends Error {
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

/** Keys that the table keeps without showing a cell for them. */
const ROW_EXTRAS = ['label', 'provider'];
const DOCUMENT_EXTRAS = ['everyone'];

function read(document: unknown): { model: MappingModel; groupAttribute?: string } {
  if (document === null) return { model: emptyModel() };
  if (!isObject(document)) fail('', 'is no object');
  if (Object.hasOwn(document, 'user_group_mapping')) {
    const { user_group_mapping: inner, ...rest } = document;
    onlyKeys(rest, [], '');
    return read(inner);
  }
  const {
    tenant_owners_group: oneOwner,
    tenant_owners_groups: owners = oneOwner,
    tenant_permissions: olderPermissions,
    tenant_permission: permissions = olderPermissions,
    group_attribute_name: groupAttribute,
    mappings = [],
    ...extras
  } = document;
  onlyKeys(extras, DOCUMENT_EXTRAS, '');
  const model: MappingModel = {
    owners:
      owners === undefined
        ? null
        : list(typeof owners === 'string' ? [owners] : owners, 'tenant_owners_groups', (group, path) => ({
            group: text(group, path),
          })),
    permissions:
      permissions === undefined
        ? null
        : list(permissions, 'tenant_permission', (entry, path) => readPermission(entry, path)),
    entries: list(mappings, 'mappings', (entry, path) => readEntry(entry, path)),
    ...(Object.keys(extras).length === 0 ? {} : { extras }),
  };
  return groupAttribute === undefined
    ? { model }
    : { model, groupAttribute: text(groupAttribute, 'group_attribute_name') };
}

function list<Row>(value: unknown, path: string, each: (item: unknown, path: string) => Row): Row[] {
  if (!Array.isArray(value)) fail(path, 'is no list');
  return value.map((item, index) => each(item, `${path}[${index}]`));
}

function readEntry(entry: unknown, path: string): EntryRow {
  const { group_prefix: prefix, ...values } = keysOf(entry, path);
  if (prefix !== undefined && values.group_name !== undefined)
    fail(`${path}.group_prefix`, 'stands beside group_name');
  const { group_name: group = prefix, team_name: team, case_group_name: caseGroup, role_name: role } = values;
  // In the table an empty cell means that there is no case group, so the entry would come to mean something else.
  if (caseGroup === '') fail(`${path}.case_group_name`, 'is empty');
  return {
    group: cell(group, `${path}.${prefix === undefined ? 'group_name' : 'group_prefix'}`),
    team: cell(team, `${path}.team_name`),
    caseGroup: cell(caseGroup, `${path}.case_group_name`),
    role: cell(role, `${path}.role_name`),
    ...(prefix === undefined ? {} : { isPrefix: true }),
    ...extrasOf(values, ['group_name', 'team_name', 'case_group_name', 'role_name'], path),
  };
}

function readPermission(entry: unknown, path: string): PermissionRow {
  const values = keysOf(entry, path);
  return {
    group: cell(values.group_name, `${path}.group_name`),
    permission: cell(values.permission_name, `${path}.permission_name`),
    ...extrasOf(values, ['group_name', 'permission_name'], path),
  };
}

function keysOf(entry: unknown, path: string): Record<string, unknown> {
  if (!isObject(entry)) fail(path, 'is no object');
  const { sso_group: older, group_name: group = older, ...others } = entry;
  return group === undefined ? others : { ...others, group_name: group };
}

function extrasOf(values: Record<string, unknown>, cells: string[], path: string): { extras?: Extras } {
  const extras = Object.fromEntries(Object.entries(values).filter(([key]) => !cells.includes(key)));
  onlyKeys(extras, ROW_EXTRAS, path);
  return Object.keys(extras).length === 0 ? {} : { extras };
}

function onlyKeys(object: object, known: string[], path: string): void {
  const key = Object.keys(object).find((key) => !known.includes(key));
  if (key !== undefined) fail(path === '' ? key : `${path}.${key}`, 'is no known key');
}

function cell(value: unknown, path: string): string {
  return value === undefined ? '' : text(value, path);
}

function text(value: unknown, path: string): string {
  return typeof value === 'string' ? value : fail(path, 'is no text');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fail(path: string, message: string): never {
  throw new Unfit(path, message);
}

export interface Cell {
  list: ListName;
  index: number;
  column: string;
}

/** Where the path of a fault points to in the table; undefined for what is about no single row. */
export function cellOf(path: string): Cell | undefined {
  const [, list = '', index, key = ''] = /^(\w+)\[(\d+)\](?:\.(\w+))?$/.exec(path) ?? [];
  const name = LISTS.get(list);
  if (name === undefined) return undefined;
  return { list: name, index: Number(index), column: COLUMNS.get(key) ?? 'group' };
}

export function pathOf({ list, index, column }: Cell): string {
  const name = [...LISTS].find(([, value]) => value === list)?.[0];
  if (list === 'owners') return `${name}[${index}]`;
  return `${name}[${index}].${[...COLUMNS].find(([, value]) => value === column)?.[0]}`;
}

const LISTS = new Map<string, ListName>([
  ['mappings', 'entries'],
  ['tenant_owners_groups', 'owners'],
  ['tenant_permission', 'permissions'],
]);
const COLUMNS = new Map([
  ['group_name', 'group'],
  ['team_name', 'team'],
  ['case_group_name', 'caseGroup'],
  ['role_name', 'role'],
  ['permission_name', 'permission'],
  ['group_prefix', 'group'],
]);
