/** More history for a shallow clone: the one thing that needs the git program. */
import { ExternalError } from "../../base/errors.ts";
import { type Env, type Spawn, SystemError } from "../../system/mod.ts";

/** Has git fetch older commits. Throws an `ExternalError` that says what git said. */
export async function fetchOlder(
  { spawn, cwd, env, signal }: {
    readonly spawn: Spawn;
    readonly cwd: string;
    readonly env: Env;
    readonly signal: AbortSignal;
  },
  { count, remote }: { readonly count: number; readonly remote: string },
): Promise<void> {
  // `--` keeps a remote that begins with a hyphen from being an option.
  const args = ["fetch", `--deepen=${count}`, "--", remote];
  let result;
  try {
    result = await spawn("git", args, {
      cwd,
      signal,
      // A build must not wait for somebody to type a password, unless it was told so.
      env: { GIT_TERMINAL_PROMPT: "0", ...env.all() },
    });
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new ExternalError("Could not fetch older commits: the git program cannot be started", {
      cause: error,
      hint: "Install git, or clone with more history (fetch-depth: 0 on GitHub).",
    });
  }
  if (result.code === 0) return;
  const lines = new TextDecoder().decode(result.stderr).trim().split(/[\r\n]+/);
  // What went wrong comes first, and advice after it.
  const said = lines.find((line) => /^(fatal|error): /.test(line)) ?? lines.at(-1) ?? "";
  throw new ExternalError(`Could not fetch older commits: git ended with ${result.code}: ${said}`, {
    hint:
      "Run `git fetch --deepen` yourself to see more, or name the remote with SENTRY_VCS_REMOTE.",
  });
}
