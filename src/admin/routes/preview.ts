import { isExposedError } from '../../http/problem-details';
import type { PreviewStep } from '../../preview/steps';
import { previewSteps } from '../../preview/steps';
import type { Endpoint } from '../endpoint';

export const preview: Endpoint[] = [
  {
    method: 'post',
    path: '/preview',
    bodySize: 'large',
    async handle({ context, tenant, body }) {
      const settings = await context.settings.validate(tenant, body);
      return { stream: ndjsonLines(previewSteps(context.options, settings)), type: 'application/x-ndjson' };
    },
  },
];

const MIN_PROGRESS_INTERVAL_MS = 100;

/** One line a step. What goes wrong on the way is a line, too: the status was sent long before. */
async function* ndjsonLines(steps: AsyncIterable<PreviewStep>): AsyncGenerator<string> {
  let buffered = '';
  let lastProgressAt = 0;
  try {
    for await (const step of steps) {
      if (step.type === 'progress') {
        const isDue = step.done === step.total || Date.now() - lastProgressAt >= MIN_PROGRESS_INTERVAL_MS;
        if (isDue) lastProgressAt = Date.now();
        // One chunk for all users of a page.
        yield buffered + (isDue ? ndjsonLine(step) : '');
        buffered = '';
      } else buffered += ndjsonLine(step);
    }
    yield buffered;
  } catch (error) {
    const { code, message } = isExposedError(error) ? error : INTERNAL_ERROR;
    yield buffered + ndjsonLine({ type: 'error', code, detail: message });
    throw error;
  }
}

const INTERNAL_ERROR = { code: 'internal_error', message: 'The preview could not be finished. Try again.' };

function ndjsonLine(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
