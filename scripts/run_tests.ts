/**
 * The tests with exactly what they may touch: `deno task test [PATH…] [-- FLAG…]`.
 *
 * Files: the repository and the temporary folder. Network: this machine. Programs: this Deno, git,
 * helpers, and the program that CLI_BIN names, for the golden cases against a real program.
 */
import { passOn, repositoryPath, runScript, say } from "./command.ts";

/** Needs a registry that most networks do not reach; `deno task test:jsr` runs it. */
export const JSR_ONLY = "tests/jsr/ini_agreement_test.ts";

/** This machine, and names that cannot exist (RFC 6761), for proxies and for failing lookups. */
const NETWORK = ["127.0.0.1", "localhost", "[::1]", "a.invalid", "name.invalid", "sentry.invalid"];

/** Take minutes and a compiled program; `deno task prove` runs them. */
const PROOFS = "tests/proof";

/** The permission flags of a test run. */
export async function testPermissions(): Promise<string[]> {
  const scratch = await Deno.makeTempDir();
  // Both names of the temporary folder: on macOS it is behind a link.
  const physical = await Deno.realPath(scratch);
  await Deno.remove(scratch);
  const parent = (path: string) => path.replace(/[\\/][^\\/]*$/, "");
  const temporary = [...new Set([parent(scratch), parent(physical)])];
  const root = repositoryPath("").replace(/[\\/]$/, "");
  const program = Deno.env.get("CLI_BIN")?.split(" ")[0];
  // `openssl` makes certificates, the shells try the completion scripts, `script` gives a program a
  // terminal of its own. One that is not installed does no harm here.
  // `sh` runs the installer, `node` the npm package.
  const helpers = ["openssl", "bash", "elvish", "fish", "zsh", "script", "sh", "node"];
  // As a client of the local server; see src/features/local_server/reference_test.ts.
  const references = ["SENTRY_REFERENCE_BIN", "SENTRY_REFERENCE_2_BIN"].map((name) =>
    Deno.env.get(name)
  );
  const programs = [Deno.execPath(), "git", ...helpers, program, ...references]
    .filter((each) => each);
  return [
    "--no-prompt",
    "--allow-env",
    `--allow-read=${[root, ...temporary, ...(program === undefined ? [] : [program])].join(",")}`,
    `--allow-write=${[`${root}/tests/cases`, ...temporary].join(",")}`,
    `--allow-net=${NETWORK.join(",")}`,
    `--allow-run=${programs.join(",")}`,
    "--allow-sys=uid",
  ];
}

/** Runs `deno test` and gives its exit code. */
export async function test(
  paths: readonly string[],
  flags: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const args = ["test", "--parallel", ...await testPermissions(), ...flags];
  // The flag takes the place of what the configuration excludes: dist/ may hold a runtime's cache.
  const left = ["dist", PROOFS, ...(paths.includes(JSR_ONLY) ? [] : [JSR_ONLY])];
  args.push(`--ignore=${left.join(",")}`);
  say(`deno ${[...args, ...paths].join(" ")}`);
  return await passOn(Deno.execPath(), [...args, ...paths], { cwd: repositoryPath(""), env });
}

if (import.meta.main) {
  const rest = Deno.args.indexOf("--");
  const paths = rest < 0 ? Deno.args : Deno.args.slice(0, rest);
  await runScript(() => test(paths, rest < 0 ? [] : Deno.args.slice(rest + 1)));
}
