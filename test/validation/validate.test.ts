import { ArrayNotEmpty, IsArray, IsBoolean } from 'class-validator';
import {
  Check,
  IfDefined,
  IsDuration,
  IsFlag,
  IsName,
  IsNameList,
  IsOneOf,
} from '../../src/validation/decorators';
import { IsNested, validate } from '../../src/validation/validate';

class Inner {
  @IsOneOf('auto', 'keep')
  mode: unknown;
}

class Input {
  @IsName(5)
  name: unknown;

  @IfDefined()
  @IsFlag()
  flag: unknown;

  @IfDefined()
  @IsNested(Inner, { noun: 'option' })
  inner: unknown;

  @IfDefined()
  @ArrayNotEmpty({ message: 'must have an entry' })
  @IsArray({ message: 'must be a list' })
  list: unknown;

  @IfDefined()
  @IsNameList({ min: 1 })
  names: unknown;

  @IfDefined()
  @IsDuration({ max: 1000, message: 'must be at most a second' })
  timeout: unknown;

  @IfDefined()
  @IsBoolean({ message: 'must be a boolean' })
  builtIn: unknown;
}

const faultsOf = (input: unknown) => validate(Input, input).faults;

test('an input without faults comes back as an instance of its class', () => {
  const list = [1];
  const { instance, faults } = validate(Input, { name: 'ada', list });
  expect(faults).toEqual([]);
  expect(instance).toBeInstanceOf(Input);
  expect(instance).toMatchObject({ name: 'ada', list });
  expect(instance.list).not.toBe(list);
});

test.each([
  [{}, ['name'], 'required', 'is missing'],
  [{ name: null }, ['name'], 'invalid_type', 'must be text, not null'],
  [{ name: '' }, ['name'], 'empty', 'must not be empty'],
  [{ name: 'longer' }, ['name'], 'too_long', 'must have at most 5 characters'],
  [{ name: 'a\0' }, ['name'], 'malformed_text', 'must be well-formed Unicode without NUL'],
  [{ name: 'a', flag: 'false' }, ['flag'], 'invalid_type', 'must be true or false, not a string'],
  [{ name: 'a', inner: 7 }, ['inner'], 'invalid_type', 'must be an object with mode, not a number'],
  [{ name: 'a', inner: { mode: 7 } }, ['inner', 'mode'], 'invalid_value', 'must be "auto" or "keep"'],
  [{ name: 'a', list: {} }, ['list'], 'invalid_type', 'must be a list'],
  [{ name: 'a', list: [] }, ['list'], 'empty', 'must have an entry'],
  [{ name: 'a', names: 'x' }, ['names'], 'invalid_type', 'must be a list of names'],
  [{ name: 'a', names: [''] }, ['names'], 'invalid_value', 'must be a list of names'],
  [{ name: 'a', names: [] }, ['names'], 'empty', 'must not be empty'],
  [{ name: 'a', names: ['x', 'x'] }, ['names'], 'duplicate', 'contains a duplicate'],
  [
    { name: 'a', timeout: 'soon' },
    ['timeout'],
    'invalid_value',
    `must be a length of time such as '8h', not "soon"`,
  ],
  [{ name: 'a', timeout: '2s' }, ['timeout'], 'invalid_value', 'must be at most a second'],
  [{ name: 'a', builtIn: 1 }, ['builtIn'], 'invalid_type', 'must be a boolean'],
])('%j has one fault', (input, segments, code, message) => {
  expect(faultsOf(input)).toEqual([{ path: segments.join('.'), segments, code, message }]);
});

test.each([undefined, null, 7, 'text', [1]])(
  '%j is not an object: one fault at the input itself',
  (input) => {
    expect(faultsOf(input)).toEqual([
      expect.objectContaining({ path: '', segments: [], code: 'invalid_type' }),
    ]);
  },
);

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  'the key %s is not a known key',
  (key) => {
    const input = JSON.parse(`{"name":"a","${key}":1}`) as object;
    expect(faultsOf(input)).toEqual([
      { path: key, segments: [key], code: 'unknown_key', message: 'is not a known key' },
    ]);
  },
);

test('an unknown key and a value out of a list carry the nearest one that exists', () => {
  expect(faultsOf({ nmae: 'a', name: 'a', inner: { mood: 1, mode: 'kep' } })).toEqual([
    {
      path: 'nmae',
      segments: ['nmae'],
      code: 'unknown_key',
      message: 'is not a known key; did you mean "name"?',
      suggestion: 'name',
    },
    {
      path: 'inner.mood',
      segments: ['inner', 'mood'],
      code: 'unknown_key',
      message: 'is not a known option; did you mean "mode"?',
      suggestion: 'mode',
    },
    {
      path: 'inner.mode',
      segments: ['inner', 'mode'],
      code: 'invalid_value',
      message: 'must be "auto" or "keep"',
      suggestion: 'keep',
    },
  ]);
});

test('all faults are found at once, each with its place inside lists', () => {
  class List {
    @Check((value) =>
      (value as unknown[]).map((_, i) => ({ at: [i, 'a.b'], code: 'empty', message: 'is empty' })),
    )
    items: unknown;
  }
  expect(validate(List, { items: [1, 2], other: 1 }).faults).toMatchObject([
    { path: 'other', segments: ['other'] },
    { path: 'items[0].a.b', segments: ['items', 0, 'a.b'] },
    { path: 'items[1].a.b', segments: ['items', 1, 'a.b'] },
  ]);
});

test('a class without any key takes an empty object only', () => {
  class Empty {}
  expect(validate(Empty, {}).faults).toEqual([]);
  expect(validate(Empty, { a: 1 }).faults).toMatchObject([{ path: 'a', code: 'unknown_key' }]);
});
