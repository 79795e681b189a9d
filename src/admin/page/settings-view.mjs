import { announce } from './announce.mjs';
import { get, send } from './api.mjs';
import { askAboutConflict, asidePanel, conflictLines } from './conflict.mjs';
import { debounced } from './debounced.mjs';
import { button, el, fill, focusOn, newId } from './dom.mjs';
import { contains, Draft } from './draft';
import { errorContent } from './error-content.mjs';
import { toMappingFault, isOfSignIn, placeOf } from './fault-location.mjs';
import { faultSummary } from './fault-summary.mjs';
import { heldNotice } from './held-notice.mjs';
import { historyPanel } from './history.mjs';
import { JsonFault } from './json-source.mjs';
import { mappingEditor } from './mapping-editor.mjs';
import { offers as makeOffers } from './autocomplete.mjs';
import { previewPanel } from './preview.mjs';
import { askAboutDangers, askAboutVersion, askToDiscard, offerPreview } from './dialogs.mjs';
import { signInSettings } from './sign-in-settings.mjs';

/** The settings of the tenant: written, checked, previewed, saved. */
export function settingsView({ onTenant }) {
  let draft;
  /** The changes that were previewed last, so that saving just these asks no more. */
  let previewed;
  let busy = false;
  /** A change whose outcome is not known, since its answer never came. */
  let unanswered;
  const followSoon = debounced(() => {
    showState();
    if (!summary.element.hidden) summary.show(allFaults());
  }, 200);

  const heading = el('h1', {}, 'Settings');
  const state = el('p', { class: 'state' });
  const problem = el('div', { class: 'notice danger', role: 'alert', hidden: true });
  const offers = makeOffers();
  const held = heldNotice({ onReleased: () => focusOn(heading), onError: showProblem });
  const aside = asidePanel();
  const summary = faultSummary({ onGo: goTo });
  const fixedNotice = el(
    'p',
    { class: 'notice', hidden: true },
    'These settings come from the code of the app, so they cannot be changed here. Here you see what is in force.',
  );
  const signIn = signInSettings({ onEdit: edited });
  const mapping = mappingEditor({ offers, onEdit: edited });
  const preview = previewPanel();
  const history = historyPanel({ onGoBack: (version, settings) => attempt(() => goBack(version, settings)) });
  const saveButton = button('Save', () => attempt(save), { class: 'primary' });
  const discardButton = button('Discard', discard);
  const mappingId = newId('mapping');
  const loading = el('p', {}, 'Loading …');
  // No <form>: Enter in one of a hundred fields is not meant to save them all.
  const form = el(
    'div',
    { hidden: true },
    summary.element,
    signIn.element,
    el(
      'section',
      { class: 'card', 'aria-labelledby': mappingId },
      el('h2', { id: mappingId }, 'Group mapping'),
      mapping.element,
    ),
    preview.element,
    el(
      'div',
      { class: 'action-bar' },
      state,
      el(
        'div',
        { class: 'buttons' },
        discardButton,
        button('Preview', () => attempt(runPreview)),
        saveButton,
      ),
    ),
    offers.element,
    history.element,
  );

  addEventListener('keydown', (event) => {
    if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (draft === undefined || draft.saved.fixed || document.querySelector('dialog') !== null) return;
    if (heading.closest('[hidden]') === null) void attempt(save);
  });
  addEventListener('beforeunload', (event) => draft?.isChanged() && event.preventDefault());

  return {
    element: el('div', {}, heading, problem, held.element, fixedNotice, aside.element, loading, form),
    heading,
    title: 'Settings',
    async show() {
      // The edits stay while other views are shown.
      if (draft?.isChanged()) return;
      try {
        adopt(await get('settings'));
        offers.set(await get('names'));
      } catch (error) {
        showProblem(error);
      }
    },
  };

  function adopt(settings) {
    draft = new Draft(settings);
    refresh();
    onTenant(settings.tenant);
  }

  function refresh() {
    const { saved } = draft;
    previewed = undefined;
    loading.hidden = true;
    form.hidden = false;
    fixedNotice.hidden = !saved.fixed;
    saveButton.hidden = saved.fixed;
    held.show(saved.removalsHeldAt);
    signIn.refresh(draft);
    mapping.refresh(draft, saved.fixed);
    history.refresh(saved);
    preview.close();
    clearFaults();
    showState();
  }

  function showState() {
    const { version, fixed } = draft.saved;
    const changed = draft.isChanged();
    discardButton.hidden = fixed || !changed;
    if (unanswered) fill(state, el('strong', {}, 'Not known whether it was saved'));
    else if (fixed) fill(state, 'From the code of the app');
    else if (changed) fill(state, el('strong', {}, 'Not saved yet'));
    else fill(state, version === 0 ? 'Never saved' : `Version ${version} is in force`);
  }

  function edited() {
    // Older documents name the group attribute inside the mapping.
    signIn.refresh(draft);
    followSoon();
  }

  async function save() {
    if (unanswered !== undefined && !(await check())) return;
    const patch = draft.patch();
    if (Object.keys(patch).length === 0) {
      fill(state, 'There is nothing to save');
      announce('There is nothing to save');
      return;
    }
    if (previewed !== JSON.stringify(patch) && changesAccess(patch)) {
      const choice = await offerPreview();
      if (choice === 'preview') await runPreview();
      if (choice !== 'save') return;
    }
    await commit('PUT', 'settings', patch);
  }

  /** Sends a change, and asks what there is to ask about it. */
  async function commit(method, path, change, confirm = []) {
    let settings;
    const signature = draft.signature();
    setSaving(true);
    try {
      settings = await send(method, path, { ...change, confirm }, { settings: draft.saved });
    } catch (error) {
      setSaving(false);
      if (error.outcomeUnknown) unanswered = { method, change, signature };
      if (error.code === 'confirmation_required') {
        const codes = await askAboutDangers(error.more.dangers);
        if (codes !== undefined) await commit(method, path, change, codes);
        return;
      }
      if (error.code === 'settings_conflict') return settleConflict(error.more);
      throw error;
    }
    setSaving(false);
    await showSaved(settings, signature);
  }

  function setSaving(isSaving) {
    saveButton.textContent = isSaving ? 'Saving …' : 'Save';
    if (isSaving) saveButton.setAttribute('aria-disabled', 'true');
    else saveButton.removeAttribute('aria-disabled');
    if (isSaving) fill(state, 'Saving …');
    else showState();
  }

  /** @param signature of what was written here when the change was sent: what was written since stays */
  async function showSaved(settings, signature) {
    aside.hide();
    unanswered = undefined;
    const message = `Saved as version ${settings.version}`;
    if (draft.signature() === signature) {
      adopt(settings);
      fill(state, el('span', { class: 'saved' }, message));
    } else {
      draft.rebase(settings);
      previewed = undefined;
      history.refresh(settings);
      preview.close();
      showState();
      state.append(el('span', {}, `. ${message}; you changed more since.`));
    }
    announce(message);
    offers.set(await get('names'));
  }

  /**
   * Finds out whether the change was made whose answer never came.
   *
   * @returns whether saving can go on
   */
  async function check() {
    const { method, change, signature } = unanswered;
    const current = await get('settings');
    const { saved } = draft;
    problem.hidden = true;
    if (current.version === saved.version) {
      unanswered = undefined;
      showState();
      problem.hidden = false;
      fill(problem, el('p', {}, `Your change was not saved: version ${current.version} is still in force.`));
      focusOn(problem);
      return false;
    }
    const isOwn = current.version === saved.version + 1 && (method === 'POST' || contains(current, change));
    if (isOwn) await showSaved(current, signature);
    else {
      const { items } = await get('settings/history', { limit: 20 });
      const changes = items.filter(({ version }) => version > saved.version);
      unanswered = undefined;
      await settleConflict({ currentVersion: current.version, changes });
    }
    return false;
  }

  async function runPreview() {
    const patch = draft.patch();
    if (await preview.run(patch)) previewed = JSON.stringify(patch);
  }

  /** Does something with what is written; mistakes in it are shown at their places. */
  async function attempt(action) {
    if (busy) return;
    busy = true;
    clearFaults();
    showState();
    try {
      await action();
    } catch (error) {
      if (error instanceof JsonFault) showFaults(mapping.faults());
      else if (error.more?.faults !== undefined) showFaults(error.more.faults);
      else showProblem(error);
    } finally {
      busy = false;
    }
  }

  /** Whether saving takes effect on people who have accounts already. */
  function changesAccess(patch) {
    const { justInTime, enhancedSync } = { ...draft.saved, ...patch };
    return justInTime && enhancedSync === true;
  }

  async function settleConflict(conflict) {
    const choice = await askAboutConflict(draft.saved, conflict);
    if (choice === undefined) return;
    const current = await get('settings');
    const { version } = current;
    const own = draft.asText();
    if (choice === 'merge') {
      const conflicts = draft.merge(current);
      refresh();
      const differently = 'You both changed these, and the form has yours:';
      aside.show({
        message: `Your changes are merged with version ${version}. They are not saved yet. ${conflicts.length > 0 ? differently : ''}`,
        lines: conflictLines(conflicts),
      });
    } else {
      adopt(current);
      aside.show({
        message: `The form has version ${version} now.`,
        title: 'Your mapping, which was not saved',
        mapping: own,
      });
    }
    focusOn(aside.element);
  }

  async function goBack(version, settings) {
    const choice = await askAboutVersion(version, draft.isChanged());
    if (choice === 'restore') {
      await commit('POST', 'settings/rollback', { version });
    } else if (choice === 'load') {
      draft.load(settings);
      refresh();
      focusOn(heading);
      announce(`Version ${version} is in the form. It is not saved yet.`);
    }
  }

  async function discard() {
    if ((await askToDiscard()) === undefined) return;
    aside.hide();
    adopt(draft.saved);
    focusOn(heading);
    announce('Your changes are discarded');
  }

  function showFaults(faults) {
    signIn.setFaults(faults.filter(isOfSignIn));
    // What is no JSON has its fault from the editor itself.
    const located = faults.filter((fault) => fault.path !== undefined && !isOfSignIn(fault));
    mapping.setFaults(located.map(toMappingFault));
    summary.show(allFaults());
    summary.focus();
  }

  function allFaults() {
    return [...signIn.faults(), ...mapping.faults()].map((fault) => ({ ...fault, place: placeOf(fault) }));
  }

  function goTo(fault) {
    if (isOfSignIn(fault)) signIn.focus();
    else mapping.focusFault(fault);
  }

  function clearFaults() {
    problem.hidden = true;
    signIn.setFaults([]);
    mapping.setFaults([]);
    summary.show([]);
  }

  function showProblem(error) {
    loading.hidden = true;
    problem.hidden = false;
    fill(problem, errorContent(error, { onCheck: unanswered && (() => attempt(check)) }));
    focusOn(problem);
    if (draft !== undefined) showState();
  }
}
