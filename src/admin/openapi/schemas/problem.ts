import { described, list, object, ref, text, whole, type Schema } from '../build';

export const problemSchemas: Record<string, Schema> = {
  Fault: object({ path: described('The place in the input; empty: the whole.', text), message: text }),
  Problem: object(
    {
      type: text,
      title: text,
      status: whole,
      detail: text,
      code: described('Stable; the documentation has a section for each.', text),
      'faults?': list(ref('Fault')),
      'dangers?': described('With confirmation_needed.', list(ref('Danger'))),
      'currentVersion?': described('With settings_conflict.', whole),
      'changes?': described('With settings_conflict: what changed meanwhile.', list(ref('SettingsVersion'))),
    },
    'Problem details for HTTP APIs (RFC 9457).',
  ),
};
