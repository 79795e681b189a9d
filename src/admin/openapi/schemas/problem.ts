import { withDescription, arrayOf, object, ref, string, nonNegativeInteger, type Schema } from '../build';

export const problemSchemas: Record<string, Schema> = {
  Fault: object({
    path: withDescription('The place in the input; empty: the whole.', string),
    message: string,
  }),
  Problem: object(
    {
      type: string,
      title: string,
      status: nonNegativeInteger,
      detail: string,
      code: withDescription('Stable; the documentation has a section for each.', string),
      'faults?': arrayOf(ref('Fault')),
      'dangers?': withDescription('With confirmation_required.', arrayOf(ref('Danger'))),
      'currentVersion?': withDescription('With settings_conflict.', nonNegativeInteger),
      'changes?': withDescription(
        'With settings_conflict: what changed meanwhile.',
        arrayOf(ref('SettingsVersion')),
      ),
    },
    'Problem details for HTTP APIs (RFC 9457).',
  ),
};
