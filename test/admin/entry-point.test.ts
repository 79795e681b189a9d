jest.mock('express', () => {
  throw new Error('Express was loaded');
});

test('the library alone does not load Express; its admin router does', () => {
  expect(Object.keys(jest.requireActual<object>('../../src'))).toContain('createProvisioning');
  expect(() => jest.requireActual<object>('../../src/admin')).toThrow('Express was loaded');
});
