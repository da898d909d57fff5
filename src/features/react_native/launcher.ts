/** A single file that is this program, for those who know how to call nothing else. */
import { shellQuote } from "../../base/shell_quote.ts";
import type { FileSystem, PathOperations, System } from "../../system/mod.ts";

export interface LauncherOptions {
  readonly self: Pick<System, "program" | "programName">;
  /** Where it may be put. */
  readonly folder: string;
  /** What a runtime has to allow. */
  readonly permissions: readonly string[];
  readonly fs: FileSystem;
  readonly path: PathOperations;
}

/** Its path: of the program itself or, where a runtime runs us, of a shell script that starts both. */
export async function launcher(
  { self: { program, programName }, folder, permissions, fs, path }: LauncherOptions,
): Promise<string> {
  if (program.kind === "native") return program.path;
  const call = program.call?.();
  if (call === undefined) return programName;
  const words = [call.runtime, "run", "--quiet", ...permissions, call.script];
  const file = path.join(folder, "sentry-cli");
  const text = `#!/bin/sh\nexec ${words.map(shellQuote).join(" ")} "$@"\n`;
  await fs.write(file, new TextEncoder().encode(text), { mode: 0o700 });
  return file;
}
