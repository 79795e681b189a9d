/**
 * A mapping as the table shows it: lists of rows with text in every cell. `owners` and `permissions` are null where the
 * mapping says nothing of them, which leaves them alone; an empty list takes them from everybody.
 */
export function emptyModel() {
  return { entries: [], owners: null, permissions: null };
}

/** The document of the API. */
export function documentOf({ entries, owners, permissions }) {
  return {
    ...(owners === null ? {} : { tenant_owners_groups: owners.map(({ group }) => group) }),
    ...(permissions === null
      ? {}
      : {
          tenant_permission: permissions.map(({ group, permission }) => ({
            group_name: group,
            permission_name: permission,
          })),
        }),
    mappings: entries.map(({ group, team, caseGroup, role }) => ({
      group_name: group,
      team_name: team,
      ...(caseGroup === '' ? {} : { case_group_name: caseGroup }),
      role_name: role,
    })),
  };
}

/**
 * The rows of a document, in whatever spelling it is. What the table has no cell for comes back as a fault instead: it
 * would be lost by looking at it.
 */
export function modelOf(document) {
  try {
    return read(document);
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    return { fault: { path: error.path, message: error.message } };
  }
}

class Unfit extends Error {
  constructor(path, message) {
    super(message);
    this.path = path;
  }
}

function read(document) {
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
    ...rest
  } = document;
  onlyKeys(rest, [], '');
  if (groupAttribute !== undefined) text(groupAttribute, 'group_attribute_name');
  const model = {
    owners:
      owners === undefined
        ? null
        : list(typeof owners === 'string' ? [owners] : owners, 'tenant_owners_groups', (group, path) => ({
            group: text(group, path),
          })),
    permissions:
      permissions === undefined
        ? null
        : list(permissions, 'tenant_permission', (entry, path) =>
            row(entry, path, { group: 'group_name', permission: 'permission_name' }),
          ),
    entries: list(mappings, 'mappings', (entry, path) =>
      row(entry, path, {
        group: 'group_name',
        team: 'team_name',
        caseGroup: 'case_group_name',
        role: 'role_name',
      }),
    ),
  };
  return { model, groupAttribute };
}

function list(value, path, each) {
  if (!Array.isArray(value)) fail(path, 'is no list');
  return value.map((item, index) => each(item, `${path}[${index}]`));
}

function row(entry, path, columns) {
  if (!isObject(entry)) fail(path, 'is no object');
  const { sso_group: older, group_name = older, ...others } = entry;
  const values = group_name === undefined ? others : { ...others, group_name };
  onlyKeys(values, Object.values(columns), path);
  // In the table an empty cell means that there is no case group, so the entry would come to mean something else.
  if (values.case_group_name === '') fail(`${path}.case_group_name`, 'is empty');
  return Object.fromEntries(
    Object.entries(columns).map(([column, key]) => [
      column,
      values[key] === undefined ? '' : text(values[key], `${path}.${key}`),
    ]),
  );
}

function onlyKeys(object, known, path) {
  const key = Object.keys(object).find((key) => !known.includes(key));
  if (key !== undefined) fail(path === '' ? key : `${path}.${key}`, 'is no known key');
}

function text(value, path) {
  return typeof value === 'string' ? value : fail(path, 'is no text');
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fail(path, message) {
  throw new Unfit(path, message);
}

/** Where the path of a fault points to in the table; undefined for what is about no single row. */
export function cellOf(path) {
  const [, list, index, key] = /^(\w+)\[(\d+)\](?:\.(\w+))?$/.exec(path) ?? [];
  if (list === undefined || LISTS[list] === undefined) return undefined;
  return { list: LISTS[list], index: Number(index), column: COLUMNS[key] ?? 'group' };
}

export function pathOf({ list, index, column }) {
  const name = Object.keys(LISTS).find((key) => LISTS[key] === list);
  if (list === 'owners') return `${name}[${index}]`;
  return `${name}[${index}].${Object.keys(COLUMNS).find((key) => COLUMNS[key] === column)}`;
}

const LISTS = { mappings: 'entries', tenant_owners_groups: 'owners', tenant_permission: 'permissions' };
const COLUMNS = {
  group_name: 'group',
  team_name: 'team',
  case_group_name: 'caseGroup',
  role_name: 'role',
  permission_name: 'permission',
};
