/**
 * The signatures in use of `@std/path/posix` and `@std/path/windows`, which have the same names;
 * `tests/types_test.ts` holds them.
 */

export const SEPARATOR: "/" | "\\";
export const DELIMITER: ":" | ";";

export function basename(path: string, suffix?: string): string;
export function dirname(path: string): string;
/** The extension with its dot; empty when there is none. */
export function extname(path: string): string;
export function isAbsolute(path: string): boolean;
export function join(path?: string, ...paths: string[]): string;
export function normalize(path: string): string;
/** Asks the runtime for the working directory when a path is relative. */
export function relative(from: string, to: string): string;
/** Asks the runtime for the working directory when no part is absolute. */
export function resolve(...parts: string[]): string;
export function fromFileUrl(url: string | URL): string;
export function toFileUrl(path: string): URL;
