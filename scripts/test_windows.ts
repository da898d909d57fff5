/**
 * What only Windows code can show: `deno task test:windows [--require]`.
 *
 * On Windows, runs the tests of this machine's Deno. Elsewhere `../shared/tools/windows-deno` runs the
 * Windows build of Deno under Wine; where that tool is not there, says so in one line and ends well
 * (`--require` makes it a failure). Four parts: all tests of src/, the golden cases inside one process,
 * the same with the bundle as a program of its own, and tests/windows (revocation, folders, line ends).
 */
import { createAuthority } from "../tests/support/certificates.ts";
import { bundle } from "./bundle.ts";
import { capture, passOn, repositoryPath, runScript, say, scriptOptions } from "./command.ts";
import { permissionFlags, programPermissions } from "../src/commands/permission_rows.ts";

const TOOL = repositoryPath("../shared/tools/windows-deno");
/** Seen by both sides: the tool shows the repository as drive W:. */
const FOLDER = "dist/windows";

interface Machine {
  /** Starts the Windows Deno with these words, over the repository. */
  run(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<number>;
  /** A file of the repository as that Deno knows it. */
  path(name: string): string;
  /** Its own program. */
  readonly program: string;
}

/** This very machine. */
const own: Machine = {
  run: (words, env = {}) => passOn(Deno.execPath(), words, { cwd: repositoryPath(""), env }),
  path: repositoryPath,
  program: Deno.execPath(),
};

async function underWine(): Promise<Machine> {
  // Packages come from a cache that this side fills: the other one may reach no registry.
  const cache = repositoryPath(`${FOLDER}/cache`);
  const path = (name: string) => `W:\\${name.replaceAll("/", "\\")}`;
  const env = { DENO_DIR: path(`${FOLDER}/cache`), DENO_NO_UPDATE_CHECK: "1" };
  const start = (words: readonly string[], extra: Readonly<Record<string, string>>) => {
    const passed = { ...env, ...extra };
    return {
      words,
      options: {
        cwd: repositoryPath(""),
        env: { ...passed, WINDOWS_DENO_ENV: Object.keys(passed).join(" ") },
      },
    };
  };
  await capture(Deno.execPath(), ["install", "--quiet", "--frozen"], {
    cwd: repositoryPath(""),
    env: { DENO_DIR: cache },
  });
  const first = start(["eval", "console.log(Deno.execPath())"], {});
  const found = await capture(TOOL, first.words, first.options);
  if (found.code !== 0) throw new Error(`windows-deno does not start: ${found.stderr}`);
  return {
    run(words, extra = {}) {
      const { options } = start(words, extra);
      return passOn(TOOL, words, options);
    },
    path,
    program: found.stdout.trim(),
  };
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}

/** What the tests on Windows take for granted; made here, since there is no openssl over there. */
async function makeCertificates(file: string): Promise<void> {
  const authority = await createAuthority();
  try {
    const port = freePort();
    const names = ["DNS:localhost", "IP:127.0.0.1"];
    const revocationListUrl = `http://127.0.0.1:${port}/revoked.crl`;
    const good = await authority.issue({ names, revocationListUrl });
    const revoked = await authority.issue({ names, revocationListUrl });
    const silent = `http://127.0.0.1:${freePort()}/nobody.crl`;
    const unreachable = await authority.issue({ names, revocationListUrl: silent });
    const list = Array.from(await authority.revocationList([revoked]));
    const { certificate } = authority;
    await Deno.writeTextFile(
      file,
      JSON.stringify({ authority: certificate, good, revoked, unreachable, list, port }),
    );
  } finally {
    await authority.dispose();
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

if (import.meta.main) {
  await runScript(async () => {
    const { switches } = scriptOptions(Deno.args, { switches: ["--require"] });
    const isWindows = Deno.build.os === "windows";
    if (!isWindows && !await isFile(TOOL)) {
      say("No Windows here, and no ../shared/tools/windows-deno: nothing was run.");
      return switches.has("--require") ? 1 : 0;
    }
    await Deno.mkdir(repositoryPath(FOLDER), { recursive: true });
    const machine = isWindows ? own : await underWine();
    const script = `${FOLDER}/sentry-cli.js`;
    await bundle({ output: repositoryPath(script) });
    await makeCertificates(repositoryPath(`${FOLDER}/certificates.json`));

    const flags = permissionFlags(programPermissions("windows"));
    const program = [
      machine.program,
      "run",
      "--quiet",
      "--no-config",
      ...flags,
      machine.path(script),
    ].join(" ");
    const test = ["test", "--cached-only", "--allow-all", "--no-check", "--ignore=dist"];
    const parts: readonly (readonly [string, readonly string[], Record<string, string>])[] = [
      ["the tests of src/", ["--parallel", "src"], {}],
      ["the golden cases", ["tests/cases_test.ts"], {}],
      ["the golden cases with the bundle", ["tests/cases_test.ts"], { CLI_BIN: program }],
      ["tests/windows", ["tests/windows"], {
        CLI_BIN: program,
        WINDOWS_CERTIFICATES: machine.path(`${FOLDER}/certificates.json`),
      }],
    ];
    let failures = 0;
    for (const [name, words, env] of parts) {
      say(`--- on Windows: ${name}`);
      if (await machine.run([...test, ...words], { NO_COLOR: "1", ...env }) !== 0) failures++;
    }
    return failures === 0 ? 0 : 1;
  });
}
