/** What to inject `jit` by: the library's type of it is an interface, which Nest cannot see. */
export const PROVISIONING = Symbol('passport-jit');
