import { cellOf } from './mapping-model';

const LISTS = { entries: 'Entry', owners: 'Owner group', permissions: 'Permission' };
const COLUMNS = {
  group: 'group',
  team: 'team',
  caseGroup: 'case group',
  role: 'role',
  permission: 'permission',
};

/** Where a fault is, in the words of the form. */
export function placeOf({ path = '' }) {
  if (isOfSignIn({ path })) return 'Group attribute';
  const cell = cellOf(path);
  if (cell !== undefined) return `${LISTS[cell.list]} ${cell.index + 1}, ${COLUMNS[cell.column]}`;
  return path === '' ? 'Mapping' : path;
}

/** Whether a fault is about the form's own field, and not about the mapping. */
export function isOfSignIn({ path }) {
  return /^groupAttribute(?![^[])/.test(path);
}

/** Faults of the settings as faults of the mapping. */
export function toMappingFault({ path, message }) {
  return { path: path.replace(/^mapping(\.|$)/, ''), message };
}
