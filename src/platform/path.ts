/** Path arithmetic of both worlds, whatever system we run on. */
// @ts-types="../../types/std_path.d.ts"
import * as posix from "@std/path/posix";
// @ts-types="../../types/std_path.d.ts"
import * as windows from "@std/path/windows";
import type { PathOperations } from "../system/mod.ts";

export const posixPath: PathOperations = {
  separator: "/",
  delimiter: ":",
  join: posix.join,
  dirname: posix.dirname,
  basename: (path) => posix.basename(path),
  isAbsolute: posix.isAbsolute,
  normalize: posix.normalize,
  relative: (from, to) => posix.relative(from, to),
  resolve: (base, path) => posix.isAbsolute(path) ? posix.normalize(path) : posix.join(base, path),
};

export const windowsPath: PathOperations = {
  separator: "\\",
  delimiter: ";",
  join: windows.join,
  dirname: windows.dirname,
  basename: (path) => windows.basename(path),
  isAbsolute: windows.isAbsolute,
  normalize: windows.normalize,
  relative: (from, to) => windows.relative(from, to),
  resolve: (base, path) => windows.resolve(base, path),
};
