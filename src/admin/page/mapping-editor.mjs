import { button, el, fill, newId } from './dom.mjs';
import { jsonEditor } from './json-editor.mjs';
import { faultWords, placesIn } from './json-location.mjs';
import { listEditor } from './list-editor';
import { cellOf, emptyModel, pathOf } from './mapping-model';
import { optionalList } from './optional-list.mjs';

/** The mapping as a table and as JSON; what is edited in one shows in the other. */
export function mappingEditor({ offers, onEdit }) {
  let draft;
  let fixed = false;
  let view = 'table';
  /** Faults that belong to no cell of the table. */
  let general = [];

  const group = { key: 'group', label: 'Group', offers: offers.groups };
  const entries = listEditor({
    label: 'Which group gives which role in which team',
    noun: 'entry',
    plural: 'entries',
    ordered: true,
    columns: [
      group,
      { key: 'team', label: 'Team', offers: offers.teams },
      { key: 'caseGroup', label: 'Case group', offers: offers.caseGroups, optional: true },
      { key: 'role', label: 'Role', offers: offers.roles },
    ],
    emptyText:
      'No entry yet. Each one says which group of your identity provider gives which role in which team.',
    rows: () => model().entries,
    onEdit: edited,
  });
  const owners = optionalList({
    model,
    name: 'owners',
    switchLabel: 'Groups decide who owns the tenant',
    off: 'Off: the mapping leaves owner status alone.',
    on: 'On: only members of these groups are owners.',
    none: 'No owner group yet. With sync on, all users except the last owner lose owner access.',
    list: {
      label: 'Groups whose members own the tenant',
      noun: 'owner group',
      plural: 'owner groups',
      columns: [group],
    },
    onEdit: edited,
  });
  const permissions = optionalList({
    model,
    name: 'permissions',
    switchLabel: 'Groups decide who has tenant permissions',
    off: 'Off: the mapping leaves tenant permissions alone.',
    on: 'On: only members of these groups have these permissions.',
    none: 'No permission is listed, so the mapping gives none to anybody. Sync takes them all away.',
    list: {
      label: 'Which group gives which tenant permission',
      noun: 'permission',
      plural: 'permissions',
      columns: [group, { key: 'permission', label: 'Permission', offers: offers.permissions }],
    },
    onEdit: edited,
  });

  const json = jsonEditor({
    onEdit(text) {
      draft.editText(text);
      onEdit();
    },
  });
  const unfit = el('div', { class: 'notice warning', hidden: true });
  const lists = { entries, owners: owners.list, permissions: permissions.list };
  const tables = el(
    'div',
    {},
    el('h3', {}, 'Teams and roles'),
    el(
      'p',
      { class: 'hint' },
      'Order counts: of several entries for one team, the first that applies to a person wins. With a case group, an entry gives that case group and not the team.',
    ),
    el(
      'p',
      { class: 'hint keys' },
      '↑ ↓ go from row to row, Enter adds a row, Alt+↑ ↓ moves it, Ctrl+Z undoes, Ctrl+S saves. Rows can be pasted from a spreadsheet.',
    ),
    entries.element,
    el('h3', {}, 'Tenant owners'),
    owners.element,
    el('h3', {}, 'Tenant permissions'),
    permissions.element,
  );
  const tableView = el('div', {}, unfit, tables);
  const choice = viewChoice((chosen) => showView(chosen));
  const element = el('div', {}, choice, tableView, json.element);

  return {
    element,
    refresh(newDraft, isFixed) {
      [draft, fixed, general] = [newDraft, isFixed, []];
      json.setFixed(fixed);
      for (const list of Object.values(lists)) list.setFixed(fixed);
      for (const list of Object.values(lists)) list.setFaults([]);
      json.setFaults([]);
      drawView();
    },
    setFaults(faults) {
      if (view === 'json') json.setFaults(faults);
      else setTableFaults(faults);
    },
    faults,
    focusFault({ path }) {
      const cell = cellOf(path ?? '');
      if (view === 'json') json.focusFault(path);
      else if (cell !== undefined) lists[cell.list].focus(cell.index, cell.column);
      else entries.focusFirst();
    },
  };

  function faults() {
    if (view === 'json') return json.faults();
    return [
      ...general,
      ...Object.entries(lists).flatMap(([list, editor]) =>
        editor.faults().map(({ message, ...cell }) => ({ path: pathOf({ list, ...cell }), message })),
      ),
    ];
  }

  function setTableFaults(faults) {
    const placed = faults.map((fault) => ({ ...fault, cell: cellOf(fault.path ?? '') }));
    general = placed.flatMap(({ cell, path, message }) => (cell === undefined ? [{ path, message }] : []));
    for (const [list, editor] of Object.entries(lists)) {
      editor.setFaults(
        placed.flatMap(({ cell, message }) => (cell?.list === list ? [{ ...cell, message }] : [])),
      );
    }
  }

  function showView(chosen) {
    if (chosen === view) return;
    const found = faults().filter(({ path }) => path !== undefined);
    view = chosen;
    drawView();
    if (view === 'json') json.setFaults(found);
    else setTableFaults(found);
    onEdit();
  }

  function drawView() {
    choice.querySelector(`[value="${view}"]`).checked = true;
    tableView.hidden = view !== 'table';
    json.element.hidden = view !== 'json';
    if (view === 'json') {
      json.setText(draft.asText());
      return;
    }
    const { fault } = draft.asModel();
    unfit.hidden = fault === undefined;
    tables.hidden = fault !== undefined;
    if (fault === undefined) {
      for (const list of Object.values(lists)) list.refresh();
      owners.draw(fixed);
      permissions.draw(fixed);
      return;
    }
    fill(
      unfit,
      el(
        'p',
        {},
        'The table cannot show this JSON. ',
        `Line ${placesIn(draft.asText()).at(fault.path).line}: ${faultWords(fault)}.`,
      ),
      button('Go to the line', () => {
        showView('json');
        json.focusFault(fault.path);
      }),
    );
  }

  /** While the JSON is edited it is what counts, and nothing may be read into the table. */
  function model() {
    return (view === 'table' && draft?.asModel().model) || emptyModel();
  }

  function edited() {
    general = [];
    owners.draw(fixed);
    permissions.draw(fixed);
    onEdit();
  }
}

function viewChoice(onchange) {
  const name = newId('view');
  const radio = (value, label) => {
    const id = newId('view');
    return el(
      'span',
      {},
      el('input', { type: 'radio', name, id, value, onchange: () => onchange(value) }),
      el('label', { htmlFor: id }, label),
    );
  };
  return el(
    'fieldset',
    { class: 'segmented' },
    el('legend', { class: 'visually-hidden' }, 'Edit the mapping as'),
    radio('table', 'Table'),
    radio('json', 'JSON'),
  );
}
