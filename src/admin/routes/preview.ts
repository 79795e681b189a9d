import { isAnswer } from '../http/problem';
import type { PreviewStep } from '../../preview/steps';
import { previewSteps } from '../../preview/steps';
import type { Endpoint } from '../visit';

export const preview: Endpoint[] = [
  {
    method: 'post',
    path: '/preview',
    async answer({ parts, tenant, body }) {
      const settings = await parts.settings.changed(tenant, body);
      return { stream: lines(previewSteps(parts.options, settings)), type: 'application/x-ndjson' };
    },
  },
];

const LEAST_BETWEEN_PROGRESS = 100;

/** One line a step. What goes wrong on the way is a line, too: the status was sent long before. */
async function* lines(steps: AsyncIterable<PreviewStep>): AsyncGenerator<string> {
  let waiting = '';
  let toldAt = 0;
  try {
    for await (const step of steps) {
      if (step.type === 'progress') {
        const isDue = step.done === step.total || Date.now() - toldAt >= LEAST_BETWEEN_PROGRESS;
        if (isDue) toldAt = Date.now();
        // One chunk for all users of a page.
        yield waiting + (isDue ? line(step) : '');
        waiting = '';
      } else waiting += line(step);
    }
    yield waiting;
  } catch (error) {
    const { code, message } = isAnswer(error) ? error : UNKNOWN;
    yield waiting + line({ type: 'error', code, detail: message });
    throw error;
  }
}

const UNKNOWN = { code: 'internal_error', message: 'The preview could not be finished. Try again.' };

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
