import { isProvisioningError, MappingError, ProvisioningError } from 'passport-jit';
import type * as errors from '../src/errors';

const conflict = new ProvisioningError('email_conflict', 'The address is taken.');

test('an error of the library is one, with or without its code', () => {
  expect(isProvisioningError(conflict)).toBe(true);
  expect(isProvisioningError(conflict, 'email_conflict')).toBe(true);
  expect(isProvisioningError(new MappingError([]), 'mapping_invalid')).toBe(true);
});

test('an error with another code is not the one that is asked for', () => {
  expect(isProvisioningError(conflict, 'mapping_invalid')).toBe(false);
});

test.each([undefined, null, 'email_conflict', new Error('x'), { code: 'email_conflict', status: 409 }])(
  'what others throw is none: %p',
  (error) => {
    expect(isProvisioningError(error)).toBe(false);
    expect(isProvisioningError(error, 'email_conflict')).toBe(false);
  },
);

test('an error of a second copy of the package is one', () => {
  let error: unknown;
  jest.isolateModules(() => {
    const copy = jest.requireActual<typeof errors>('../src/errors');
    error = new copy.ProvisioningError('email_conflict', 'The address is taken.');
  });
  expect(error).not.toBeInstanceOf(ProvisioningError);
  expect(isProvisioningError(error, 'email_conflict')).toBe(true);
});

test('the mark of an error shows in no log', () => {
  expect(Reflect.ownKeys(conflict)).not.toContain(Symbol.for('passport-jit.error'));
});
