import { el, fill, newId } from './dom.mjs';
import { plainName } from './display-name.mjs';

/** What is offered while typing a name: teams, case groups, roles, permissions, groups that were seen. */
export function offers() {
  const lists = { groups: datalist(), teams: datalist(), roles: datalist(), permissions: datalist() };
  const caseGroups = new Map();
  const element = el('div', { hidden: true }, Object.values(lists));

  return {
    element,
    set({ teams, roles, permissions, groups }) {
      offer(lists.groups, groups);
      offer(lists.roles, roles);
      offer(lists.permissions, permissions ?? []);
      offer(
        lists.teams,
        teams.map(({ name }) => name),
      );
      for (const list of caseGroups.values()) list.remove();
      caseGroups.clear();
      for (const { name, caseGroups: names } of teams) {
        const list = offer(datalist(), names);
        caseGroups.set(name, list);
        element.append(list);
      }
    },
    groups: () => lists.groups.id,
    teams: () => lists.teams.id,
    roles: () => lists.roles.id,
    permissions: () => lists.permissions.id,
    caseGroups: ({ team }) => caseGroups.get(team)?.id ?? '',
  };
}

function datalist() {
  return el('datalist', { id: newId('offers') });
}

function offer(list, names) {
  return fill(
    list,
    names.map((name) => {
      const shown = plainName(name, 200);
      return el('option', { value: name, label: shown === name ? undefined : shown });
    }),
  );
}
