/** The signatures in use of `@std/cli/unicode-width`; `tests/types_test.ts` holds them. */

/** Terminal columns that a text takes; control characters count 0. */
export function unicodeWidth(text: string): number;
