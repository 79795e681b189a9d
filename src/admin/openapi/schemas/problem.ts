import { withDescription, arrayOf, object, ref, string, nonNegativeInteger, type Schema } from '../build';

export const problemSchemas: Record<string, Schema> = {
  Fault: object({
    path: withDescription('The place in the input; empty for the whole input.', string),
    segments: withDescription(
      'The same place as keys and indexes.',
      arrayOf({ oneOf: [string, nonNegativeInteger] }),
    ),
    code: withDescription('The kind of the fault; stable.', string),
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
      'omitted?': withDescription('The number of further faults.', nonNegativeInteger),
      'dangers?': withDescription('With confirmation_required.', arrayOf(ref('Danger'))),
      'currentVersion?': withDescription('With settings_conflict.', nonNegativeInteger),
      'changes?': withDescription(
        'With settings_conflict: the versions saved in the meantime.',
        arrayOf(ref('SettingsVersion')),
      ),
    },
    'Problem details for HTTP APIs (RFC 9457).',
  ),
};
