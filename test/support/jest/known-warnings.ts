/** oidc-provider supports Node 22 and newer, and says so to every test file; the tests run on the oldest Node of the library, where it works. */
const KNOWN = 'oidc-provider WARNING: Unsupported runtime';

const { warn } = console;
console.warn = (...args: unknown[]) => {
  if (!String(args[0]).includes(KNOWN)) warn.apply(console, args);
};
