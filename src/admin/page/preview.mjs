import { announce } from './announce.mjs';
import { stream } from './api.mjs';
import { button, el, fill, focusOn, newId } from './dom.mjs';
import { headline, results } from './preview-results.mjs';
import { count } from './format-date.mjs';

/** The preview of settings for all users, by the planner of the server. It changes nothing. */
export function previewPanel() {
  let running;
  const headingId = newId('preview');
  const heading = el('h2', { id: headingId }, 'Preview');
  const content = el('div', {});
  const element = el(
    'section',
    { class: 'card', 'aria-labelledby': headingId, hidden: true },
    heading,
    content,
  );

  return { element, run, close };

  /**
   * Shows the preview, and resolves to whether it came to its end.
   *
   * @throws {Problem} when the settings have faults
   */
  async function run(patch) {
    running?.abort();
    const own = new AbortController();
    running = own;
    const people = [];
    const isEdited = Object.keys(patch).length > 0;
    const bar = el('progress', { 'aria-label': 'Users looked at' });
    const state = el('p', {}, 'Working it out …');
    fill(
      content,
      state,
      el(
        'p',
        { class: 'progress' },
        bar,
        button('Stop', () => own.abort()),
      ),
    );
    element.hidden = false;
    focusOn(heading);
    try {
      for await (const line of stream('preview', patch, own.signal)) {
        if (line.type === 'progress') {
          Object.assign(bar, { max: line.total, value: line.done });
          state.textContent = `${line.done} of ${count(line.total, 'user')} looked at`;
        } else if (line.type === 'user') people.push(line);
        else if (line.type === 'error') throw new Error(line.detail);
        else if (line.type === 'summary') {
          fill(content, results(line, people, isEdited));
          heading.scrollIntoView();
          announce(`The preview is ready. ${headline(line, isEdited)}`);
          return true;
        }
      }
      throw new Error('The answer broke off before its end.');
    } catch (error) {
      if (running !== own) return false;
      if (error.more !== undefined) {
        close();
        throw error;
      }
      const stopped = error.name === 'AbortError';
      fill(content, el('p', { role: 'alert' }, stopped ? 'Stopped. Nothing was changed.' : error.message));
      return false;
    }
  }

  function close() {
    running?.abort();
    running = undefined;
    element.hidden = true;
    fill(content);
  }
}
