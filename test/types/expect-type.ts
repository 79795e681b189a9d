/** Whether two types are the same: `any` and `unknown` are no other type, and a class is none of its subclasses. */
type Equal<Left, Right> =
  (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;

/** Takes a value of exactly the type that is asked for: `expectType<Person>()(user)`. */
export function expectType<Expected>() {
  return <Actual>(
    _value: Actual,
    ..._mismatch: Equal<Actual, Expected> extends true ? [] : [never]
  ): void => {};
}
