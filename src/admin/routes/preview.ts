import { isExposedError } from '../../http/problem-details';
import type { PreviewStep } from '../../preview/steps';
import { previewSteps } from '../../preview/steps';
import type { AdminRequest, Endpoint } from '../endpoint';
import { OneAtATime } from '../one-at-a-time';

export const preview: Endpoint[] = [
  {
    method: 'post',
    path: '/preview',
    bodySize: 'large',
    handle: (adminRequest) => ({ stream: previewLines(adminRequest), type: 'application/x-ndjson' }),
  },
];

const previews = new OneAtATime(
  'preview_running',
  'A preview of this tenant is running. Wait until it ends, or stop it.',
);

/**
 * Validates the settings and streams their preview. Both take long, so a tenant runs one preview at a time.
 *
 * @throws {ProvisioningError} `preview_running`, `settings_invalid`, `mapping_invalid`, before the first line
 */
async function* previewLines({ context, tenant, body }: AdminRequest): AsyncGenerator<string> {
  const end = previews.start(context, tenant);
  try {
    const settings = await context.settings.validate(tenant, body);
    const current = await context.settings.load(tenant);
    yield* ndjsonLines(previewSteps(context.options, settings, current));
  } finally {
    end();
  }
}

const MIN_PROGRESS_INTERVAL_MS = 100;

/** One line for each step. A failure during the preview is a line, too, because the status was already sent. */
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
