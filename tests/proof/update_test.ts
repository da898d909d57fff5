/** `update` and `uninstall` of the compiled program itself, against a place of releases on loopback. */
import { VERSION } from "../../src/base/version.ts";
import { assert, assertEquals, assertStringIncludes } from "../support/assert.ts";
import {
  type ReleasePlace,
  releasePlace,
  type Served,
  signedRelease,
} from "../support/release_place.ts";
import { ASSET, folder, isRootOnLinux, NOBODY, PROGRAM, type Ran, run, shell } from "./support.ts";

const isWindows = Deno.build.os === "windows";
const OLDER = '#!/bin/sh\necho "sentry-cli 3.0.0"\n';
/** A newer program, good enough to be asked for its version. */
const NEWER = '#!/bin/sh\necho "sentry-cli 99.0.0"\n';

interface Place extends ReleasePlace {
  readonly key: string;
}

/** A signed release of one program; `served` may differ from what was signed. */
async function signedPlace(
  version: string,
  program: string | Uint8Array<ArrayBuffer>,
  served: Served = program,
): Promise<Place> {
  const { files, key } = await signedRelease({ version, asset: ASSET, program });
  return { ...releasePlace({ ...files, [`/download/${version}/${ASSET}`]: served }), key };
}

interface Installed extends AsyncDisposable {
  readonly bin: string;
  readonly path: string;
  /** Runs the program that is installed. */
  cli(words: readonly string[], place: Place, more?: Partial<Deno.CommandOptions>): Promise<Ran>;
  names(): Promise<string[]>;
}

/** The program under test, in a folder of its own. */
async function installed(): Promise<Installed> {
  const home = await folder();
  await Deno.chmod(home.path, 0o755);
  const bin = `${home.path}/bin`;
  await Deno.mkdir(bin);
  const path = `${bin}/sentry-cli`;
  await Deno.copyFile(PROGRAM, path);
  await Deno.chmod(path, 0o755);
  return {
    bin,
    path,
    cli: (words, place, more = {}) =>
      run(path, words, {
        cwd: home.path,
        ...more,
        env: {
          HOME: home.path,
          SENTRY_CLI_RELEASES_URL: place.url,
          SENTRY_CLI_RELEASE_KEY: place.key,
          ...more.env,
        },
      }),
    names: () => Array.fromAsync(Deno.readDir(bin), ({ name }) => name),
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  };
}

/** The old program is in its place and works, and nothing lies beside it. */
async function assertUntouched(program: Installed, place: Place): Promise<void> {
  assertEquals(await program.names(), ["sentry-cli"]);
  assertEquals((await program.cli(["--version"], place)).stdout, `sentry-cli ${VERSION}\n`);
}

function proof(name: string, body: () => Promise<void>, ignore = false): void {
  Deno.test({ name: `compiled program: ${name}`, ignore: isWindows || ignore, fn: body });
}

proof("updates itself while it runs", async () => {
  await using program = await installed();
  await using place = await signedPlace("99.0.0", NEWER);
  // Another run of the same file goes on as if nothing had happened.
  const server = new Deno.Command(program.path, {
    args: ["local", "serve", "--port", "0", "--format", "json"],
    clearEnv: true,
    env: { HOME: program.bin },
    stdout: "piped",
  }).spawn();
  const reader = server.stdout.getReader();
  const first = new TextDecoder().decode((await reader.read()).value);
  const { url }: { url: string } = JSON.parse(first);

  const { code, stdout, stderr } = await program.cli(["update"], place);
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, `Updating executable at ${await Deno.realPath(program.path)}\n`);
  assertStringIncludes(stdout, "Updated to 99.0.0!\n");
  assertEquals((await program.cli(["--version"], place)).stdout, "sentry-cli 99.0.0\n");
  assertEquals((await program.names()).sort(), [".sentry-cli.former", "sentry-cli"]);
  assertEquals((await Deno.stat(program.path)).mode! & 0o777, 0o755);

  assertEquals(await (await fetch(`${url}/_local/requests`)).body?.cancel(), undefined);
  server.kill("SIGTERM");
  await reader.cancel();
  await server.status;
});

proof("installs the real program over itself when forced", async () => {
  await using program = await installed();
  const bytes = await Deno.readFile(PROGRAM);
  await using place = await signedPlace(VERSION, bytes);
  const idle = await program.cli(["update"], place);
  assertEquals([idle.code, idle.stdout], [
    0,
    `Latest release is ${VERSION}\nAlready up to date!\n`,
  ]);
  const before = (await Deno.stat(program.path)).ino;
  const { code, stderr } = await program.cli(["update", "--force"], place);
  assertEquals([code, stderr], [0, ""]);
  assert((await Deno.stat(program.path)).ino !== before, "the file is the old one");
  // And back again: what was kept is the real program, which goes back by itself.
  const back = await program.cli(["update", "--rollback"], place);
  assertEquals([back.code, back.stderr], [0, ""]);
  assertStringIncludes(back.stdout, `Went back to ${VERSION}!\n`);
  assertEquals((await Deno.stat(program.path)).ino, before);
  assertEquals((await program.cli(["uninstall", "--confirm"], place)).code, 0);
  assertEquals(await program.names(), []);
});

proof("goes back to the version before", async () => {
  await using program = await installed();
  await using place = await signedPlace("99.0.0", NEWER);
  await Deno.writeTextFile(`${program.bin}/.sentry-cli.former`, OLDER, { mode: 0o755 });
  const { code, stdout, stderr } = await program.cli(["update", "--rollback"], place);
  assertEquals([code, stderr, place.asked], [0, "", []]);
  assertStringIncludes(stdout, "Went back to 3.0.0!\n");
  assertEquals((await program.cli(["--version"], place)).stdout, "sentry-cli 3.0.0\n");
});

proof("comes back by itself when the new one does not run in its place", async () => {
  await using program = await installed();
  await using place = await signedPlace(
    "99.0.0",
    '#!/bin/sh\ncase $0 in *.part) echo "sentry-cli 99.0.0" ;; *) kill -SEGV $$ ;; esac\n',
  );
  const { code, stderr } = await program.cli(["update"], place);
  assertEquals(code, 1, stderr);
  assertStringIncludes(stderr, "The version before is back");
  await assertUntouched(program, place);
});

proof("does not go back to an older version", async () => {
  await using program = await installed();
  await using place = await signedPlace("1.0.0", NEWER);
  const { code, stdout } = await program.cli(["update", "--force"], place);
  assertEquals(code, 0);
  assertStringIncludes(stdout, "which is newer; nothing was changed");
  await assertUntouched(program, place);
});

const FAILURES: readonly (readonly [string, () => Promise<Place>, string])[] = [
  [
    "a wrong checksum",
    () => signedPlace("99.0.0", NEWER, "#!/bin/sh\necho evil\n"),
    "checksum mismatch",
  ],
  [
    "a download cut off",
    () => signedPlace("99.0.0", NEWER, { cutAfter: 10, size: 5000 }),
    "the answer was cut short",
  ],
  [
    "an answer cut short without a word",
    () => signedPlace("99.0.0", NEWER, "#!/bin"),
    "checksum mismatch",
  ],
  [
    "somebody else's signature",
    async () => ({
      ...await signedPlace("99.0.0", NEWER),
      key: (await signedPlace("1.0.0", "")).key,
    }),
    "not signed by the project",
  ],
  [
    "a program that does not run here",
    () => signedPlace("99.0.0", "\x7fELF of another machine"),
    "does not work on this machine",
  ],
  [
    "a program that crashes",
    () => signedPlace("99.0.0", "#!/bin/sh\necho sentry-cli 99.0.0\nkill -SEGV $$\n"),
    "does not work on this machine",
  ],
  [
    "a program of another version",
    () => signedPlace("99.0.0", OLDER),
    "it says 'sentry-cli 3.0.0'",
  ],
];

for (const [what, makePlace, said] of FAILURES) {
  proof(`leaves everything as it was: ${what}`, async () => {
    await using program = await installed();
    await using place = await makePlace();
    const env = { SENTRY_HTTP_MAX_RETRIES: "0" };
    const { code, stderr } = await program.cli(["update"], place, { env });
    assertEquals(code, 1, stderr);
    assertStringIncludes(stderr, said);
    assert(!/^\s+at /m.test(stderr), stderr);
    await assertUntouched(program, place);
  });
}

proof("leaves everything as it was: no space", async () => {
  await using program = await installed();
  const bytes = await Deno.readFile(PROGRAM);
  await using place = await signedPlace("99.0.0", bytes);
  const { size } = await Deno.stat(PROGRAM);
  // Room for one of them and a half.
  await shell(`mount -t tmpfs -o size=${Math.round(size * 1.5)} none '${program.bin}'`);
  try {
    await Deno.copyFile(PROGRAM, program.path);
    await Deno.chmod(program.path, 0o755);
    const { code, stderr } = await program.cli(["update"], place);
    assertEquals(code, 1);
    assertStringIncludes(stderr, "No space left on device");
    await assertUntouched(program, place);
  } finally {
    await shell(`umount '${program.bin}'`);
  }
}, !isRootOnLinux);

proof("leaves everything as it was: no right to write", async () => {
  await using program = await installed();
  await using place = await signedPlace("99.0.0", NEWER);
  for (const words of [["update"], ["uninstall", "--confirm"]]) {
    const { code, stderr } = await program.cli(words, place, { uid: NOBODY, gid: NOBODY });
    assertEquals(code, 1, stderr);
    assertStringIncludes(stderr, "Permission denied");
    await assertUntouched(program, place);
  }
  // It is known before anything is downloaded.
  assert(!place.asked.some((path) => path.endsWith(ASSET)), place.asked.join(" "));
}, !isRootOnLinux);

proof("leaves updates to npm", async () => {
  await using home = await folder();
  await using place = await signedPlace("99.0.0", NEWER);
  const bin = `${home.path}/node_modules/open-sentry-cli-linux-x64/bin`;
  await Deno.mkdir(bin, { recursive: true });
  await Deno.copyFile(PROGRAM, `${bin}/sentry-cli`);
  await Deno.chmod(`${bin}/sentry-cli`, 0o755);
  // Through a link, as npm makes them.
  await Deno.symlink(`${bin}/sentry-cli`, `${home.path}/sentry-cli`);
  const env = { HOME: home.path, SENTRY_CLI_RELEASES_URL: place.url };
  const { code, stdout } = await run(`${home.path}/sentry-cli`, ["update"], { env });
  assertEquals([code, place.asked], [1, []]);
  assertStringIncludes(stdout, "npm update open-sentry-cli\n");
});

proof("tells somebody at a terminal of a newer version, once in twelve hours", async () => {
  await using program = await installed();
  await using place = await signedPlace("99.0.0", NEWER);
  const line = `'${program.path}' releases list -o o -p p; true`;
  const atTerminal = async (env: Record<string, string> = {}) => {
    const { stdout } = await run("script", ["-qec", line, "/dev/null"], {
      cwd: program.bin,
      env: {
        HOME: program.bin,
        TERM: "xterm",
        SENTRY_CLI_RELEASES_URL: place.url,
        SENTRY_URL: "http://127.0.0.1:1",
        ...env,
      },
    });
    return stdout.replaceAll("\r\n", "\n");
  };
  assert(!(await atTerminal({ CI: "1" })).includes("is available"), "told in a build service");
  const told = await atTerminal();
  assert(
    told.endsWith("sentry-cli update to 99.0.0 is available!\nrun sentry-cli update to update\n"),
    told,
  );
  assertStringIncludes(await atTerminal(), "is available!");
  assertEquals(place.asked, ["/latest/download/release.json"]);
}, Deno.build.os !== "linux");

proof("uninstalls itself", async () => {
  await using program = await installed();
  await using place = await signedPlace("99.0.0", NEWER);
  const { code, stdout } = await program.cli(["uninstall", "--confirm"], place);
  assertEquals([code, stdout], [0, "Uninstalled!\n"]);
  assertEquals(await program.names(), []);
});
