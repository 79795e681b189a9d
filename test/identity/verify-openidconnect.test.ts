import { verifyOpenIDConnect } from 'passport-jit';

const verify: (...args: unknown[]) => void = verifyOpenIDConnect;
const behindRestParameters = (...args: unknown[]) => verify(...args);

test('verifyOpenIDConnect declares nine parameters, because the strategy checks their number', () => {
  expect(verifyOpenIDConnect).toHaveLength(9);
});

// What passport-openidconnect passes to a function that declares no parameter, without and with the request.
test.each([
  [['https://idp.example.com', { id: 'ada' }]],
  [[{ url: '/callback' }, 'https://idp.example.com', { id: 'ada' }]],
])('behind rest parameters it yields an error that says what to pass', (args) => {
  const done = jest.fn();
  behindRestParameters(...args, done);
  expect(done).toHaveBeenCalledTimes(1);
  expect(done).toHaveBeenCalledWith(
    expect.objectContaining({
      code: 'identity_invalid',
      message: expect.stringMatching(
        /fewer than nine arguments.*rest parameters.*Pass verifyOpenIDConnect itself/,
      ),
    }),
  );
});

test('verifyOpenIDConnect throws the error when there is no callback', () => {
  expect(() => verify('https://idp.example.com')).toThrow(
    expect.objectContaining({ code: 'identity_invalid' }) as Error,
  );
});
