import { InvalidInputError, ProvisioningError } from 'passport-jit';
import { ConfirmationRequiredError, SettingsConflictError } from '../../src/settings/errors';
import { createFault } from '../../src/validation/faults';

const faults = (count: number) =>
  Array.from({ length: count }, (_, i) => createFault(['list', i], { code: 'empty', message: 'is empty' }));

test('up to 100 faults are all listed', () => {
  const error = new InvalidInputError('settings_invalid', 'The settings', faults(100));
  expect([error.faults.length, error.omitted]).toEqual([100, 0]);
  expect(error.message.split('\n')).toHaveLength(101);
  expect(error.toProblemDetails()).not.toHaveProperty('omitted');
});

test('of more than 100 faults the rest is counted', () => {
  const error = new InvalidInputError('settings_invalid', 'The settings', faults(1_234));
  expect([error.faults.length, error.omitted]).toEqual([100, 1_134]);
  const lines = error.message.split('\n');
  expect([lines.length, lines[1], lines.at(-1)]).toEqual([102, '  list[0]: is empty', '  and 1,134 more']);
  expect(error.toProblemDetails()).toMatchObject({ faults: error.faults, omitted: 1_134 });
});

test('the status has the name by which other frameworks read it, too', () => {
  const error = new ProvisioningError('not_found', 'There is nothing.', { status: 404 });
  expect(error.statusCode).toBe(404);
});

test('problem details say the first line, the status and the code', () => {
  expect(new ProvisioningError('not_found', 'There is nothing.', { status: 404 }).toProblemDetails()).toEqual(
    {
      type: 'about:blank',
      status: 404,
      detail: 'There is nothing.',
      code: 'not_found',
    },
  );
  expect(new InvalidInputError('settings_invalid', 'The settings', faults(1)).toProblemDetails()).toEqual({
    type: 'about:blank',
    status: 422,
    detail: 'The settings.',
    code: 'settings_invalid',
    faults: [{ path: 'list[0]', segments: ['list', 0], code: 'empty', message: 'is empty' }],
  });
});

test('errors of the settings add what a client needs to go on', () => {
  expect(new SettingsConflictError('acme', 1, 3).toProblemDetails()).toMatchObject({
    code: 'settings_conflict',
    currentVersion: 3,
    changes: [],
  });
  const dangers = [{ code: 'takes_last_owner' as const, message: 'No owner is left.' }];
  expect(new ConfirmationRequiredError(dangers).toProblemDetails()).toMatchObject({ dangers });
});
