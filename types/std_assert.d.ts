/** The signatures in use of `@std/assert`; `tests/types_test.ts` holds them against the real exports. */

/** What every assertion here throws. */
export class AssertionError extends Error {
  constructor(message: string, options?: ErrorOptions);
}

export function assert(condition: unknown, message?: string): asserts condition;

/** Deep equality. */
export function assertEquals<T>(actual: T, expected: T, message?: string): void;

export function assertNotEquals<T>(actual: T, expected: T, message?: string): void;

/** Equality by `Object.is`. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  message?: string,
): asserts actual is T;

export function assertExists<T>(actual: T, message?: string): asserts actual is NonNullable<T>;

export function assertStringIncludes(actual: string, expected: string, message?: string): void;

export function assertMatch(actual: string, expected: RegExp, message?: string): void;

/** Gives what was thrown. */
export function assertThrows(fn: () => unknown, message?: string): unknown;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  errorClass: abstract new (...args: never[]) => E,
  messageIncludes?: string,
  message?: string,
): E;

/** Gives what the promise was rejected with; a synchronous throw fails the assertion. */
export function assertRejects(fn: () => PromiseLike<unknown>, message?: string): Promise<unknown>;
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  errorClass: abstract new (...args: never[]) => E,
  messageIncludes?: string,
  message?: string,
): Promise<E>;

export function fail(message?: string): never;
