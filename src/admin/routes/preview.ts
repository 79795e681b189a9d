import { isExposedError } from '../../http/problem-details';
import type { PreviewStep } from '../../preview/steps';
import { previewSteps } from '../../preview/steps';
import type { ProvisioningContext } from '../../context';
import type { CompiledSettings } from '../../settings/settings';
import type { Endpoint } from '../endpoint';
import { OneAtATime } from '../one-at-a-time';

export const preview: Endpoint[] = [
  {
    method: 'post',
    path: '/preview',
    bodySize: 'large',
    /** Checks the settings, which is long work also where they are refused, and then streams their preview. */
    async handle({ context, tenant, body }) {
      previews.refuseSecond(context, tenant);
      const settings = await context.settings.validate(tenant, body);
      return { stream: previewLines(context, settings), type: 'application/x-ndjson' };
    },
  },
];

const previews = new OneAtATime(
  'preview_running',
  'A preview of this tenant is running. Wait until it ends, or stop it.',
);

/** @throws {ProvisioningError} `preview_running`, before the first line */
async function* previewLines(
  context: ProvisioningContext,
  settings: CompiledSettings,
): AsyncGenerator<string> {
  const { tenant } = settings;
  const end = previews.start(context, tenant);
  try {
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
