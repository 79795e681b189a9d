import { withDescription, arrayOf, object, ref, string, nonNegativeInteger, type Schema } from '../build';

export const problemSchemas: Record<string, Schema> = {
  Fault: object({
    path: withDescription('The place in the input; empty: the whole.', string),
    segments: withDescription(
      'The same place as keys and indexes.',
      arrayOf({ oneOf: [string, nonNegativeInteger] }),
    ),
    code: withDescription('Which kind of fault it is; stable.', string),
    message: string,
    'suggestion?': withDescription('The key or value that was probably meant.', string),
  }),
  Problem: object(
    {
      type: string,
      title: string,
      status: nonNegativeInteger,
      detail: string,
      code: withDescription('Stable; the documentation has a section for each.', string),
      'faults?': withDescription('At most 100.', arrayOf(ref('Fault'))),
      'omitted?': withDescription('How many more faults there are.', nonNegativeInteger),
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
