/**
 * File RAM bundles of React Native (Android): the start-up code in the bundle file, and beside it a folder
 * `js-modules` with one file per module and a marker. See
 * https://reactnative.dev/docs/ram-bundles-inline-requires.
 */
import { RamBundleError } from "./indexed.ts";

/** The folder beside the bundle. */
export const MODULES_FOLDER = "js-modules";

/** The marker in that folder; begins with the magic number of `indexed.ts`. */
export const MARKER_FILE = "UNBUNDLE";

/** The number of the module that a file of the folder holds. Throws {@linkcode RamBundleError}. */
export function moduleIdOfFile(name: string): number {
  const id = /^(\d+)\.js$/.exec(name)?.[1];
  const number = Number(id);
  if (id === undefined || number > 0xffffffff) {
    throw new RamBundleError(`'${name}' is not named after the number of a module`);
  }
  return number;
}
