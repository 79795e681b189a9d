import { el, newId } from './dom.mjs';
import { hasUnseen, plainName } from './display-name.mjs';
import { toggle } from './toggle.mjs';

/** The two switches, and the attribute that the groups are read from. */
export function signInSettings({ onEdit }) {
  let draft;
  let faults = [];

  const justInTime = toggle({
    label: 'Just-in-time provisioning',
    hint: 'Users get an account at their first sign-in, with the access that their groups map to. When off, only existing and invited users can sign in.',
    role: 'switch',
    onchange: read,
  });
  const sync = toggle({
    label: 'Enhanced just-in-time syncing',
    hint: 'Every sign-in updates teams, roles and case groups from the identity provider. Changes made in this product are blocked.',
    role: 'switch',
    onchange: read,
  });
  const reportOnly = toggle({
    label: 'Report only',
    hint: 'What syncing would do is written to the audit log. Nothing is changed, and nothing is blocked.',
    onchange: read,
  });
  const idle = el('p', { class: 'hint' }, 'It has no effect while just-in-time provisioning is off.');
  sync.element.lastChild.append(idle);
  reportOnly.element.classList.add('nested');

  const [inputId, hintId, faultId, headingId] = ['attribute', 'hint', 'fault', 'sign-in'].map(newId);
  const attribute = el('input', {
    id: inputId,
    autocomplete: 'off',
    spellcheck: 'false',
    autocapitalize: 'off',
    dir: 'auto',
    oninput() {
      faults = [];
      draft.groupAttribute = sourcesOf(attribute.value);
      describe();
      onEdit();
    },
  });
  const fault = el('p', { class: 'fault', id: faultId });
  const reads = el('p', { class: 'reads' });

  return {
    element: el(
      'section',
      { class: 'card', 'aria-labelledby': headingId },
      el('h2', { id: headingId }, 'Sign-in'),
      justInTime.element,
      sync.element,
      reportOnly.element,
      el(
        'div',
        { class: 'field' },
        el('label', { htmlFor: inputId }, 'Group attribute'),
        attribute,
        fault,
        reads,
        el(
          'p',
          { class: 'hint', id: hintId },
          'The exact name of the attribute or claim in which your identity provider sends the groups; with / at its beginning, a JSON Pointer into the claims; or a list of these, such as ["groups", "/realm_access/roles"].',
        ),
      ),
    ),
    refresh(newDraft) {
      draft = newDraft;
      attribute.readOnly = draft.saved.fixed;
      for (const { input } of [justInTime, sync, reportOnly]) input.disabled = draft.saved.fixed;
      draw();
    },
    setFaults(found) {
      faults = found;
      describe();
    },
    faults: () => faults,
    focus: () => attribute.focus(),
  };

  function read() {
    draft.justInTime = justInTime.input.checked;
    draft.enhancedSync = sync.input.checked && (reportOnly.input.checked ? 'report-only' : true);
    draw();
    onEdit();
  }

  function draw() {
    justInTime.input.checked = draft.justInTime;
    sync.input.checked = draft.enhancedSync !== false;
    reportOnly.input.checked = draft.enhancedSync === 'report-only';
    reportOnly.element.hidden = draft.enhancedSync === false;
    idle.hidden = draft.enhancedSync === false || draft.justInTime;
    const text = sourcesText(draft.groupAttribute);
    if (sourcesText(sourcesOf(attribute.value)) !== text) attribute.value = text;
    describe();
  }

  function describe() {
    fault.textContent = faults.map(({ message }) => message).join('; ');
    fault.hidden = faults.length === 0;
    const isUnseen = hasUnseen(attribute.value);
    reads.hidden = !isUnseen;
    reads.textContent = isUnseen ? `Reads: ${plainName(attribute.value, 300)}` : '';
    attribute.setAttribute('aria-describedby', faults.length === 0 ? hintId : `${faultId} ${hintId}`);
    if (faults.length === 0) attribute.removeAttribute('aria-invalid');
    else attribute.setAttribute('aria-invalid', 'true');
  }
}

/** The sources of the groups as text: a name or a pointer as it is, and a list as JSON. */
export function sourcesText(groupAttribute) {
  return typeof groupAttribute === 'string' ? groupAttribute : JSON.stringify(groupAttribute);
}

function sourcesOf(text) {
  if (!text.trim().startsWith('[')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
