/** install.sh against a place of releases on loopback: whatever goes wrong, nothing is broken afterwards. */
import { assert, assertEquals, assertStringIncludes } from "../support/assert.ts";
import { scratch } from "../support/program.ts";
import { type ReleasePlace, releasePlace, type Served, sha256 } from "../support/release_place.ts";

const INSTALLER = decodeURIComponent(new URL("../../install.sh", import.meta.url).pathname);
const ASSETS = ["Linux-x86_64", "Linux-aarch64", "Darwin-x86_64", "Darwin-arm64"]
  .map((name) => `sentry-cli-${name}`);
const isWindows = Deno.build.os === "windows";

/** Stands for a program of that version. */
const program = (version: string) => `#!/bin/sh\necho "sentry-cli ${version}"\n`;

/** A whole release. */
async function release(version: string, text = program(version)): Promise<Record<string, Served>> {
  const sum = await sha256(text);
  return {
    "/latest/download/release.json": JSON.stringify({ version }, null, 2),
    [`/download/${version}/SHA256SUMS`]: ASSETS.map((name) => `${sum}  ${name}\n`).join(""),
    ...Object.fromEntries(ASSETS.map((name) => [`/download/${version}/${name}`, text])),
  };
}

interface Installed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the installed program says, `undefined` when there is none. */
  readonly version: string | undefined;
  /** Everything in the folder. */
  readonly names: readonly string[];
}

interface Run {
  readonly home: string;
  readonly place?: string;
  readonly env?: Record<string, string>;
  readonly script?: string;
  readonly uid?: number;
}

async function install({ home, place, env = {}, script, uid }: Run): Promise<Installed> {
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: [script ?? INSTALLER],
    cwd: home,
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: home,
      ...(place === undefined ? {} : { SENTRY_CLI_RELEASES_URL: place }),
      ...env,
    },
    ...(uid === undefined ? {} : { uid, gid: uid }),
    stdout: "piped",
    stderr: "piped",
  }).output();
  const folder = env["INSTALL_DIR"] ?? `${home}/.local/bin`;
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) names.push(name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const version = names.includes("sentry-cli")
    ? decode((await new Deno.Command("sh", { args: [`${folder}/sentry-cli`] }).output()).stdout)
    : undefined;
  return { code, stdout: decode(stdout), stderr: decode(stderr), version: version?.trim(), names };
}

/** A test with a home folder of its own. */
function installTest(
  name: string,
  files: () => Promise<Record<string, Served>>,
  body: (home: string, place: ReleasePlace) => Promise<void>,
): void {
  Deno.test({
    name: `install.sh ${name}`,
    ignore: isWindows,
    async fn() {
      await using home = await scratch();
      await using place = releasePlace(await files());
      await body(home.path, place);
    },
  });
}

async function putOld(home: string, version = "3.0.0"): Promise<void> {
  await Deno.mkdir(`${home}/.local/bin`, { recursive: true });
  await Deno.writeTextFile(`${home}/.local/bin/sentry-cli`, program(version), { mode: 0o755 });
}

installTest("installs the newest release", () => release("3.9.0"), async (home, place) => {
  const { code, stdout, stderr, version, names } = await install({ home, place: place.url });
  assertEquals([code, stderr, version, names], [0, "", "sentry-cli 3.9.0", ["sentry-cli"]]);
  assertStringIncludes(stdout, `sentry-cli 3.9.0 is installed at ${home}/.local/bin/sentry-cli`);
  assertStringIncludes(stdout, "Not on PATH yet");
  assertStringIncludes(stdout, "To remove it again: sentry-cli uninstall");
});

installTest("upgrades in place", () => release("3.10.0"), async (home, place) => {
  await putOld(home, "3.9.0");
  const { code, stdout, version, names } = await install({ home, place: place.url });
  assertEquals([code, version, names], [0, "sentry-cli 3.10.0", ["sentry-cli"]]);
  assertStringIncludes(stdout, "sentry-cli 3.9.0 was replaced by 3.10.0");
});

installTest("takes the version asked for", () => release("3.1.0"), async (home, place) => {
  await putOld(home, "3.9.0");
  const env = { SENTRY_CLI_VERSION: "3.1.0" };
  const { code, version } = await install({ home, place: place.url, env });
  assertEquals([code, version], [0, "sentry-cli 3.1.0"]);
});

installTest(
  "does not go back to an older version unasked",
  () => release("3.2.0"),
  async (home, place) => {
    await putOld(home, "3.10.0");
    const { code, stdout, version } = await install({ home, place: place.url });
    assertEquals([code, version], [0, "sentry-cli 3.10.0"]);
    assertStringIncludes(stdout, "is newer than the release 3.2.0; nothing done");
  },
);

installTest(
  "downloads nothing when it is up to date",
  () => release("3.9.0"),
  async (home, place) => {
    await putOld(home, "3.9.0");
    const { code, stdout } = await install({ home, place: place.url });
    assertEquals([code, place.asked], [0, ["/latest/download/release.json"]]);
    assertStringIncludes(stdout, "already installed");
  },
);

installTest(
  "reads from a folder on a machine offline",
  () => release("3.9.0"),
  async (home, place) => {
    const mirror = `${home}/mirror`;
    for (const [path, text] of Object.entries(await release("3.9.0"))) {
      const file = `${mirror}${path}`;
      await Deno.mkdir(file.replace(/\/[^/]*$/, ""), { recursive: true });
      if (typeof text === "string") await Deno.writeTextFile(file, text);
    }
    for (const from of [mirror, `file://${mirror}/`]) {
      const env = { INSTALL_DIR: `${home}/${from.length}` };
      const { code, version, stderr } = await install({ home, place: from, env });
      assertEquals([code, version, stderr], [0, "sentry-cli 3.9.0", ""]);
    }
    assertEquals(place.asked, []);
  },
);

installTest("keeps a running program running", () => release("3.9.0"), async (home, place) => {
  await putOld(home);
  const path = `${home}/.local/bin/sentry-cli`;
  await Deno.writeTextFile(
    path,
    "#!/bin/sh\ncase $1 in --version) exit 1;; esac\necho on\nread x\necho end\n",
  );
  const old = new Deno.Command("sh", { args: [path], stdin: "piped", stdout: "piped" }).spawn();
  const reader = old.stdout.getReader();
  await reader.read(); // it runs
  const { version } = await install({ home, place: place.url });
  assertEquals(version, "sentry-cli 3.9.0");
  await old.stdin.close();
  assertEquals(new TextDecoder().decode((await reader.read()).value), "end\n");
  await reader.cancel();
  await old.status;
});

const damaged = async (change: Record<string, Served>) => ({
  ...await release("3.9.0"),
  ...change,
});
const all = (served: Served) =>
  Object.fromEntries(ASSETS.map((name) => [`/download/3.9.0/${name}`, served]));

/** Everything that can go wrong on the way, and what is said about it. */
const FAILURES: readonly (readonly [string, () => Promise<Record<string, Served>>, RegExp])[] = [
  [
    "a wrong checksum",
    () => damaged(all("#!/bin/sh\necho evil\n")),
    /the checksum of \S+ is \w+ instead/,
  ],
  ["a download cut off", () => damaged(all({ cutAfter: 10, size: 5000 })), /Could not get/],
  [
    "an answer cut short without a word",
    () => damaged(all(program("3.9.0").slice(0, -4))),
    /checksum/,
  ],
  ["a missing program", async () => {
    const files = await release("3.9.0");
    return Object.fromEntries(Object.entries(files).filter(([path]) => !path.includes("-cli-")));
  }, /Could not get/],
  ["no checksum", () => damaged({ "/download/3.9.0/SHA256SUMS": "" }), /has no program named/],
  ["no list of checksums", async () => {
    const { "/download/3.9.0/SHA256SUMS": _, ...rest } = await release("3.9.0");
    return rest;
  }, /Could not get the checksums/],
  ["no release", () => Promise.resolve({}), /Could not find out the newest version/],
  [
    "a record of something else",
    () => damaged({ "/latest/download/release.json": "{}" }),
    /names none/,
  ],
  [
    "a record that is code",
    () =>
      damaged({ "/latest/download/release.json": '{"version": "3.9.0\\"; touch /tmp/x; \\""}' }),
    /names none|Could not get the checksums/,
  ],
  [
    "a program that does not run here",
    () => release("3.9.0", "#!/bin/sh\necho 'GLIBC_9.9 not found' >&2\nexit 1\n"),
    /does not run here: GLIBC_9.9 not found/,
  ],
];

for (const [what, files, said] of FAILURES) {
  installTest(`leaves everything as it was: ${what}`, files, async (home, place) => {
    await putOld(home);
    const { code, stderr, version, names } = await install({ home, place: place.url });
    assertEquals([code, version, names], [1, "sentry-cli 3.0.0", ["sentry-cli"]]);
    assert(said.test(stderr), stderr);
  });
}

installTest(
  "says that it may not write to a folder",
  () => release("3.9.0"),
  async (home, place) => {
    await putOld(home);
    await Deno.chmod(`${home}/.local/bin`, 0o555);
    // Root may write anywhere, so somebody else tries.
    const uid = Deno.uid() === 0 ? 65534 : undefined;
    await Deno.chmod(home, 0o755);
    // The source tree may lie where that somebody may not look.
    const script = `${home}/install.sh`;
    await Deno.copyFile(INSTALLER, script);
    await Deno.chmod(script, 0o644);
    const { code, stderr, version } = await install({
      home,
      place: place.url,
      script,
      ...(uid === undefined ? {} : { uid }),
    });
    await Deno.chmod(`${home}/.local/bin`, 0o755);
    assertEquals([code, version], [1, "sentry-cli 3.0.0"]);
    assertStringIncludes(stderr, `Could not write to '${home}/.local/bin'`);
  },
);

Deno.test({
  name: "install.sh leaves everything as it was: no space (mounts a small disk: for root on Linux)",
  ignore: Deno.build.os !== "linux" || Deno.uid() !== 0,
  async fn() {
    await using home = await scratch();
    await using place = releasePlace(
      await release("3.9.0", `${program("3.9.0")}${"#".repeat(600_000)}`),
    );
    const disk = `${home.path}/disk`;
    await Deno.mkdir(disk);
    const sh = (line: string) => new Deno.Command("sh", { args: ["-c", line] }).output();
    const mounted = await sh(`mount -t tmpfs -o size=256k none '${disk}'`);
    if (!mounted.success) return; // a container without the right to mount
    try {
      await Deno.writeTextFile(`${disk}/sentry-cli`, program("3.0.0"), { mode: 0o755 });
      const env = { INSTALL_DIR: disk };
      const { code, stderr, version, names } = await install({
        home: home.path,
        place: place.url,
        env,
      });
      assertEquals([code, version, names], [1, "sentry-cli 3.0.0", ["sentry-cli"]]);
      assertStringIncludes(stderr, "space");
    } finally {
      await sh(`umount '${disk}'`);
    }
  },
});

installTest(
  "does nothing when it is cut short itself",
  () => release("3.9.0"),
  async (home, place) => {
    const whole = await Deno.readTextFile(INSTALLER);
    for (const share of [0.2, 0.5, 0.9, 0.99]) {
      const script = `${home}/cut.sh`;
      await Deno.writeTextFile(script, whole.slice(0, Math.floor(whole.length * share)));
      const { version } = await install({ home, place: place.url, script });
      assertEquals(version, undefined, `${share}`);
    }
    assertEquals(place.asked, []);
  },
);

installTest(
  "names the platform it has nothing for",
  () => release("3.9.0"),
  async (home, place) => {
    await Deno.writeTextFile(`${home}/uname`, "#!/bin/sh\necho Plan9\n", { mode: 0o755 });
    const env = { PATH: `${home}:${Deno.env.get("PATH")}` };
    const { code, stderr } = await install({ home, place: place.url, env });
    assertEquals([code, place.asked], [1, []]);
    assertStringIncludes(stderr, "There is no program for Plan9 on Plan9");
  },
);

Deno.test({
  name: "install.sh from the source tree says that it knows no place",
  ignore: isWindows,
  async fn() {
    await using home = await scratch();
    const { code, stderr } = await install({ home: home.path });
    assertEquals(code, 1);
    assertStringIncludes(stderr, "Name the place with SENTRY_CLI_RELEASES_URL");
  },
});
