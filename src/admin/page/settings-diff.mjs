import { documentOf, modelOf } from './mapping-model';
import { name } from './display-name.mjs';
import { count } from './format-date.mjs';
import { grantWords, onOff } from './format-change.mjs';

const LINES_SHOWN = 20;

const GROUP_SETTINGS = [
  ['groupAttribute', 'Group attribute'],
  ['groupFormat', 'Group format'],
  ['providers', 'Settings of single providers'],
];

function valueText(value) {
  return typeof value === 'string' ? value : JSON.stringify(value ?? {});
}

/** How two settings differ, in words: a list of lines. */
export function settingsDiff(before, after) {
  const lines = [];
  if (before.justInTime !== after.justInTime) {
    lines.push([`Just-in-time provisioning: ${onOff(before.justInTime)} → ${onOff(after.justInTime)}`]);
  }
  if (before.enhancedSync !== after.enhancedSync) {
    lines.push([
      `Enhanced just-in-time syncing: ${onOff(before.enhancedSync)} → ${onOff(after.enhancedSync)}`,
    ]);
  }
  for (const [key, label] of GROUP_SETTINGS) {
    const [old, now] = [before[key], after[key]].map(valueText);
    if (old !== now) lines.push([`${label}: `, name(old), ' → ', name(now)]);
  }
  return [...lines, ...mappingDiff(before.mapping, after.mapping)];
}

function mappingDiff(before, after) {
  // The audit log leaves out mappings that are large.
  if ((before ?? after)?.omittedLength !== undefined || after?.omittedLength !== undefined)
    return [['The mapping was replaced']];
  const [old, now] = [before, after].map((mapping) => modelOf(mapping ?? null).model);
  if (old === undefined || now === undefined) return before === after ? [] : [['The mapping was replaced']];
  const lists = [
    { rows: (model) => model.entries, words: (row) => [name(row.group), ' → ', ...grantOf(row)] },
    { rows: (model) => model.owners ?? [], words: (row) => [name(row.group), ' → tenant owner'] },
    {
      rows: (model) => model.permissions ?? [],
      words: (row) => [name(row.group), ' → ', ...grantWords({ kind: 'permission', ...row })],
    },
  ];
  const lines = lists.flatMap(({ rows, words }) => {
    const removed = without(rows(old), rows(now)).map((row) => ['Removed from the mapping: ', ...words(row)]);
    const added = without(rows(now), rows(old)).map((row) => ['Added to the mapping: ', ...words(row)]);
    return [...removed, ...added];
  });
  for (const [list, label] of [
    ['owners', 'Tenant owners'],
    ['permissions', 'Tenant permissions'],
  ]) {
    if (old[list] === null && now[list] !== null) lines.push([`${label}: now decided by groups`]);
    if (old[list] !== null && now[list] === null) lines.push([`${label}: now left alone`]);
  }
  if (lines.length === 0 && JSON.stringify(documentOf(old)) !== JSON.stringify(documentOf(now))) {
    lines.push(['The order of the mapping changed']);
  }
  if (lines.length <= LINES_SHOWN) return lines;
  const more = lines.length - LINES_SHOWN;
  return [
    ...lines.slice(0, LINES_SHOWN),
    [`and ${count(more, 'more change', 'more changes')} of the mapping`],
  ];
}

function grantOf({ team, caseGroup, role }) {
  return grantWords({ kind: caseGroup === '' ? 'membership' : 'caseGroup', team, caseGroup, role });
}

/** What of a list is not in the other, each as often as it is there more. */
function without(list, other) {
  const left = new Map();
  for (const row of other) {
    const key = JSON.stringify(row);
    left.set(key, (left.get(key) ?? 0) + 1);
  }
  return list.filter((row) => {
    const key = JSON.stringify(row);
    const times = left.get(key) ?? 0;
    left.set(key, times - 1);
    return times <= 0;
  });
}
