/** `update`, `uninstall` and the notice, over a system in memory. */
import { assert, assertEquals, assertStringIncludes } from "../../tests/support/assert.ts";
import { type FakeOptions, fakeSystem } from "../../tests/support/fake_system.ts";
import { base64, keyPair, signedRelease } from "../../tests/support/release_place.ts";
import { runApp } from "../app.ts";
import { VERSION } from "../base/version.ts";
import type { Fetch, Spawn } from "../system/mod.ts";
import { SystemError, TransportError } from "../system/mod.ts";

const PLACE = "https://releases.example.com";
const PROGRAM = "/opt/bin/sentry-cli";
const FORMER = "/opt/bin/.sentry-cli.former";
const ASSET = "sentry-cli-Linux-x86_64";
const encoder = new TextEncoder();

const PAIR = await keyPair();

/** The files of a place, signed, and the key. */
async function release(version: string, program = "new") {
  return await signedRelease({ version, asset: ASSET, program, pair: PAIR });
}

async function place(version: string): Promise<Record<string, string>> {
  const { files } = await release(version);
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, String(text)]));
}

const { key: KEY } = await release("1.0.0");

interface Change {
  readonly files?: Record<string, string>;
  readonly version?: string;
  readonly words?: readonly string[];
  /** What the new program says. */
  readonly says?: string;
  /** What a program says in the place of the one that runs; default: the same. */
  readonly saysInPlace?: string;
  /** What a program does that starts: says something, ends with a code, or does not start. */
  readonly spawn?: Spawn;
  /** The version before, kept beside the program. */
  readonly former?: string;
  readonly options?: FakeOptions;
  readonly refuse?: (call: string, path: string) => "permission" | "no-space" | undefined;
}

const noDatabase: Spawn = (path) =>
  Promise.reject(new SystemError("No such file", "not-found", path));

/** How a program ended that said something. */
function ended(said: string, code = 0) {
  const stdout = encoder.encode(`${said}\n`);
  return { code, signal: undefined, stdout, stderr: new Uint8Array(0) };
}

/** Runs `update` with a program installed; gives what came of it. */
async function update({ version = "99.0.0", ...change }: Change = {}) {
  const files = change.files ?? await place(version);
  const asked: { url: string; headers: string[] }[] = [];
  const fetch: Fetch = (request) => {
    asked.push({ url: request.url, headers: request.headers.map((each) => each.join(": ")) });
    const text = files[request.url.slice(PLACE.length)];
    return Promise.resolve(
      text === undefined ? new Response("gone", { status: 404 }) : new Response(text),
    );
  };
  const said = change.says ?? `sentry-cli ${version}`;
  const spawn: Spawn = change.spawn ??
    ((path, words) =>
      path.startsWith("/")
        ? Promise.resolve(ended(path === PROGRAM ? change.saysInPlace ?? said : said))
        : noDatabase(path, words));
  const system = fakeSystem({
    program: { kind: "native", path: PROGRAM },
    fetch,
    spawn,
    ...change.options,
    env: {
      SENTRY_CLI_RELEASES_URL: PLACE,
      SENTRY_CLI_RELEASE_KEY: KEY,
      CUSTOM_HEADER: "X-Secret: s3cr3t",
      SENTRY_AUTH_TOKEN: "a1".repeat(32),
      ...change.options?.env,
    },
  });
  system.fs.put(PROGRAM, "old", 0o755);
  if (change.former !== undefined) system.fs.put(FORMER, change.former, 0o755);
  if (change.refuse !== undefined) system.fs.refuse = change.refuse;
  const code = await runApp(system, change.words ?? ["update"]);
  const folder = await system.fs.list("/opt/bin");
  return { code, ...system.written, installed: system.fs.text(PROGRAM), folder, asked, system };
}

Deno.test("update puts the newest release in the program's place", async () => {
  const { code, stdout, stderr, installed, folder, system } = await update();
  assertEquals(stderr, "");
  assertEquals(
    stdout,
    `Latest release is 99.0.0\nUpdating executable at ${PROGRAM}\nUpdated to 99.0.0!\n` +
      `To go back to ${VERSION}: sentry-cli update --rollback\n`,
  );
  assertEquals([code, installed, folder], [0, "new", [".sentry-cli.former", "sentry-cli"]]);
  assertEquals([system.fs.mode(PROGRAM), system.fs.text(FORMER)], [0o755, "old"]);
});

Deno.test("update sends neither token nor custom header to the place of releases", async () => {
  const { asked } = await update();
  assertEquals(asked.length, 4);
  const all = asked.flatMap(({ headers }) => headers).join("\n").toLowerCase();
  assert(!/secret|authorization|a1a1/.test(all), all);
});

Deno.test("update reads from a folder where that is the place", async () => {
  const inFolder = Object.entries(await place("99.0.0")).map((
    [path, text],
  ) => [`/srv${path}`, text]);
  const { code, installed, asked } = await update({
    options: {
      env: { SENTRY_CLI_RELEASES_URL: "/srv/" },
      files: Object.fromEntries(inFolder),
    },
  });
  assertEquals([code, installed, asked], [0, "new", []]);
});

Deno.test("update does nothing when it is up to date, unless forced", async () => {
  const idle = await update({ version: VERSION });
  assertEquals([idle.code, idle.stdout], [
    0,
    `Latest release is ${VERSION}\nAlready up to date!\n`,
  ]);
  assertEquals(idle.installed, "old");
  const forced = await update({ version: VERSION, words: ["update", "-f"] });
  assertEquals([forced.code, forced.installed], [0, "new"]);
});

Deno.test("update never goes back to an older version, not even forced", async () => {
  for (const words of [["update"], ["update", "--force"]]) {
    const { code, stdout, installed } = await update({ version: "1.0.0", words });
    assertEquals([code, installed], [0, "old"]);
    assertStringIncludes(stdout, `This is ${VERSION}, which is newer`);
  }
});

const good = await place("99.0.0");
const other = await place("98.0.0");

/** What goes wrong, and what is said about it; the old program stays, and nothing beside it. */
const FAILURES: readonly (readonly [what: string, change: Change, said: string])[] = [
  [
    "another program than the one signed",
    { files: { ...good, [`/download/99.0.0/${ASSET}`]: "evil" } },
    "checksum mismatch",
  ],
  [
    "a download cut short",
    { files: { ...good, [`/download/99.0.0/${ASSET}`]: "ne" } },
    "checksum mismatch",
  ],
  [
    "a changed list of checksums",
    { files: { ...good, "/latest/download/SHA256SUMS": `${"0".repeat(64)}  ${ASSET}\n` } },
    "not signed by the project",
  ],
  [
    "a signature that is none",
    { files: { ...good, "/latest/download/SHA256SUMS.sig": "?" } },
    "not signed by the project",
  ],
  [
    "another version's record under this signature",
    {
      files: {
        ...good,
        "/latest/download/release.json": other["/latest/download/release.json"] ?? "",
      },
    },
    "checksum mismatch: 'release.json'",
  ],
  [
    "a missing program",
    { files: Object.fromEntries(Object.entries(good).filter(([path]) => !path.endsWith(ASSET))) },
    "the answer is 404",
  ],
  ["a missing release", { files: {} }, "Could not get the latest release version."],
  [
    "a version that is a path",
    { files: await place("../../etc") },
    "release.json names none",
  ],
  [
    "a folder that takes no files",
    {
      refuse: (call, path) => call === "write" && path.includes(".part") ? "permission" : undefined,
    },
    "Permission denied",
  ],
  ["a program that does not run here", { says: "not found: GLIBC_9.9" }, "GLIBC_9.9"],
  ["a program of another version", { says: "sentry-cli 1.0.0" }, "sentry-cli 1.0.0"],
  [
    "a program that says its version and then fails",
    { spawn: () => Promise.resolve(ended("sentry-cli 99.0.0", 3)) },
    "says 'sentry-cli 99.0.0 (exit code 3)'",
  ],
  [
    "a program that crashes without a word",
    { spawn: () => Promise.resolve(ended("", 139)) },
    "says 'exit code 139'",
  ],
  [
    "a program that the system does not start",
    { spawn: (path) => Promise.reject(new SystemError("Exec format error", "other", path)) },
    "says 'Exec format error'",
  ],
  [
    "a program that does not run in its place",
    { saysInPlace: "quarantined" },
    "says 'quarantined'\n",
  ],
  [
    "a folder in which nothing can be renamed",
    { refuse: (call, path) => call === "rename" && path === PROGRAM ? "permission" : undefined },
    "Permission denied",
  ],
  [
    "no key",
    { options: { env: { SENTRY_CLI_RELEASE_KEY: "" } } },
    "knows no key",
  ],
  [
    "another key",
    { options: { env: { SENTRY_CLI_RELEASE_KEY: base64(new Uint8Array(32).buffer) } } },
    "not signed by the project",
  ],
  [
    "no network",
    { options: { fetch: () => Promise.reject(new TransportError("refused", "refused")) } },
    "Could not reach 'releases.example.com'",
  ],
];

for (const [what, change, said] of FAILURES) {
  Deno.test(`update leaves everything as it was: ${what}`, async () => {
    const { code, stderr, installed, folder } = await update(change);
    assertStringIncludes(stderr, said);
    assertEquals([code, installed, folder], [1, "old", ["sentry-cli"]]);
  });
}

Deno.test("update leaves everything as it was when the disk is full", async () => {
  let writes = 0;
  const { code, stderr, installed, folder } = await update({
    refuse: (call, path) =>
      call === "write" && path.includes(".part") && ++writes === 2 ? "no-space" : undefined,
  });
  assertStringIncludes(stderr, "No space left on device");
  assertEquals([code, installed, folder], [1, "old", ["sentry-cli"]]);
});

Deno.test("update keeps the version before on a disk that knows no second names", async () => {
  const refuse = (call: string) => call === "hardLink" ? "permission" as const : undefined;
  const { code, installed, system } = await update({ refuse });
  assertEquals([code, installed, system.fs.text(FORMER)], [0, "new", "old"]);
  let left = 1; // only the first try to put the new one there fails
  const broken = await update({
    refuse: (call, path) =>
      call === "hardLink" || (call === "rename" && path === PROGRAM && left-- > 0)
        ? "permission"
        : undefined,
  });
  assertEquals([broken.code, broken.installed, broken.folder], [1, "old", ["sentry-cli"]]);
});

Deno.test("update --rollback exchanges the program and the version before it", async () => {
  const words = ["update", "--rollback"];
  const { code, stdout, installed, folder, asked, system } = await update({
    words,
    version: "3.0.0",
    former: "before",
  });
  assertEquals(
    stdout,
    `Went back to 3.0.0!\nTo return to ${VERSION}: sentry-cli update --rollback\n`,
  );
  assertEquals([code, installed, system.fs.text(FORMER), asked], [0, "before", "old", []]);
  assertEquals(folder, [".sentry-cli.former", "sentry-cli"]);
  assertEquals(await runApp(system, words), 0);
  assertEquals([system.fs.text(PROGRAM), system.fs.text(FORMER)], ["old", "before"]);
});

/** Why there is no way back, and what is said about it; everything stays as it was. */
const NO_WAY_BACK: readonly (readonly [what: string, change: Change, said: string])[] = [
  ["none is kept", {}, `no version before this one is kept at '${FORMER}'`],
  ["it does not run", { former: "x", says: "GLIBC_9.9" }, "does not work: it says 'GLIBC_9.9'"],
  [
    "the folder takes no files",
    { former: "x", refuse: (call) => call === "rename" ? "permission" : undefined },
    "Permission denied",
  ],
  [
    "the file has no program",
    { options: { program: { kind: "script" } } },
    "this is the JavaScript file",
  ],
];

for (const [what, change, said] of NO_WAY_BACK) {
  Deno.test(`update --rollback leaves everything as it was: ${what}`, async () => {
    const words = ["update", "--rollback"];
    const { code, stderr, installed, folder, system } = await update({ ...change, words });
    assertStringIncludes(stderr, said);
    assertEquals([code, installed, system.fs.text(FORMER)], [1, "old", change.former]);
    assertEquals(folder.length, change.former === undefined ? 1 : 2);
  });
}

Deno.test("update --rollback goes nowhere with --force", async () => {
  const { code, installed } = await update({ words: ["update", "--rollback", "-f"], former: "x" });
  assertEquals([code, installed], [2, "old"]);
});

Deno.test("update and uninstall do nothing while the reference's own tests would run", async () => {
  const options = { env: { SENTRY_INTEGRATION_TEST: "1" } };
  for (const words of [["update"], ["uninstall", "--confirm"]]) {
    const { code, stdout, installed } = await update({ words, options });
    assertEquals([code, installed], [0, "old"]);
    assertStringIncludes(stdout, "Running in integration tests mode. Skipping execution.\n");
  }
});

Deno.test("update takes the place of releases from the operator alone", async () => {
  const { stderr, code } = await update({
    options: {
      env: { SENTRY_CLI_RELEASES_URL: "" },
      files: { "/work/.sentryclirc": `[update]\nreleases_url=${PLACE}\n` },
    },
  });
  assertEquals(code, 1);
  assertStringIncludes(stderr, "releases.sentry-cli.invalid");
});

const MANAGED: readonly (readonly [path: string, manager: string, line: string])[] = [
  [
    "/p/node_modules/open-sentry-cli-linux-x64/bin/sentry-cli",
    "npm/yarn",
    "npm update open-sentry-cli",
  ],
  ["/p/node_modules/@a/b-darwin-arm64/bin/sentry-cli", "npm/yarn", "npm update @a/b"],
  ["/opt/homebrew/Cellar/sentry-cli/1/bin/sentry-cli", "homebrew", "brew upgrade sentry-cli"],
  ["/nix/store/abc-sentry-cli/bin/sentry-cli", "nix", "nix profile upgrade sentry-cli"],
  ["/home/me/scoop/apps/sentry-cli/1/sentry-cli", "scoop", "scoop update sentry-cli"],
  ["/venv/lib/site-packages/bin/sentry-cli", "pip", "pip install --upgrade sentry-cli"],
  ["/snap/sentry-cli/7/bin/sentry-cli", "snap", "snap refresh sentry-cli"],
  ["/c/ProgramData/chocolatey/lib/x/sentry-cli.exe", "chocolatey", "choco upgrade sentry-cli"],
  ["/c/Microsoft/WinGet/Packages/x/sentry-cli.exe", "winget", "winget upgrade sentry-cli"],
  ["/home/me/.local/share/mise/installs/x/1/sentry-cli", "mise", "mise upgrade sentry-cli"],
  ["/home/me/.asdf/installs/sentry-cli/1/bin/x", "asdf", "asdf install sentry-cli latest"],
];

for (const [path, manager, line] of MANAGED) {
  Deno.test(`update and uninstall leave ${path} to ${manager}`, async () => {
    const files = {
      [path]: "old",
      "/opt/homebrew/Cellar/sentry-cli/1/INSTALL_RECEIPT.json": "{}",
    };
    for (const words of [["update", "--force"], ["uninstall", "--confirm"]]) {
      const { code, stdout, asked, system } = await update({
        words,
        options: { program: { kind: "native", path }, files },
      });
      assertEquals([code, asked, system.fs.text(path)], [1, [], "old"]);
      assertStringIncludes(stdout, `managed through ${manager}`);
      if (words[0] === "update") assertStringIncludes(stdout, line);
    }
  });
}

/** What the databases of system packages answer, and what then is said. */
const SYSTEM_PACKAGES: readonly (readonly [ask: string, says: string, line: string])[] = [
  ["dpkg-query", "sentry-cli: /usr/bin/sentry-cli", "sudo apt install --only-upgrade sentry-cli"],
  ["dpkg-query", "our-cli:amd64: /usr/bin/x", "sudo apt install --only-upgrade our-cli"],
  ["rpm", "sentry-cli", "sudo dnf upgrade sentry-cli"],
  ["pacman", "sentry-cli", "sudo pacman -Syu sentry-cli"],
  ["apk", "/usr/bin/sentry-cli is owned by sentry-cli-3.8.1_rc1-r0", "apk upgrade sentry-cli"],
];

/** A system with one package database, which answers so. */
function database(ask: string, says: string, code = 0): Spawn {
  return (path, words) =>
    path === ask ? Promise.resolve(ended(says, code)) : noDatabase(path, words);
}

for (const [ask, says, line] of SYSTEM_PACKAGES) {
  Deno.test(`update and uninstall leave a file of a package to ${ask}: ${line}`, async () => {
    const path = "/usr/bin/sentry-cli";
    const options = { program: { kind: "native" as const, path }, files: { [path]: "old" } };
    for (const words of [["update", "--rollback"], ["uninstall", "--confirm"]]) {
      const spawn = database(ask, says);
      const { code, stdout, asked, system } = await update({ words, options, spawn });
      assertEquals([code, asked, system.fs.text(path)], [1, [], "old"]);
      if (words[0] === "update") assertStringIncludes(stdout, `${line}\n`);
    }
  });
}

Deno.test("uninstall removes what no package owns, and asks nobody about /usr/local", async () => {
  const words = ["uninstall", "--confirm"];
  const rows: readonly (readonly [path: string, spawn: Spawn])[] = [
    ["/usr/local/bin/sentry-cli", database("dpkg-query", "sentry-cli: /usr/local/bin/x")],
    ["/usr/bin/sentry-cli", database("dpkg-query", "", 1)],
    ["/usr/bin/sentry-cli", database("rpm", "file x is not owned by any package", 1)],
    ["/usr/bin/sentry-cli", database("rpm", "file x is not owned by any package")],
  ];
  for (const [path, spawn] of rows) {
    const options = { program: { kind: "native" as const, path }, files: { [path]: "old" } };
    const { code, system } = await update({ words, options, spawn });
    assertEquals([code, system.fs.text(path)], [0, undefined]);
  }
});

Deno.test("uninstall asks, and removes the program on y", async () => {
  const no = await update({ words: ["uninstall"], options: { stdin: "n\n" } });
  assertEquals([no.code, no.installed], [0, "old"]);
  assertStringIncludes(no.stdout, "Do you really want to uninstall sentry-cli? [y/n] Aborted!\n");
  const yes = await update({ words: ["uninstall"], options: { stdin: "y\n" }, former: "before" });
  assertEquals([yes.code, yes.folder], [0, []]);
  assertStringIncludes(yes.stdout, "Uninstalled!\n");
});

Deno.test("uninstall says why it cannot remove the program", async () => {
  const { code, stderr, installed } = await update({
    words: ["uninstall", "--confirm"],
    refuse: (call) => call === "remove" ? "permission" : undefined,
  });
  assertEquals([code, installed], [1, "old"]);
  assertStringIncludes(stderr, `Could not remove '${PROGRAM}': Permission denied`);
});

// --- the notice -------------------------------------------------------------------------------

/** The notice comes after any failure, too; this one needs no server. */
const FAILING = ["releases", "list"];
const CACHE = "/home/me/.cache/sentrycli/newest-release.json";
const NOTICE = "\nsentry-cli update to 99.0.0 is available!\nrun sentry-cli update to update\n";

function notice({ words = FAILING, ...options }: FakeOptions & { words?: readonly string[] } = {}) {
  return update({
    words,
    options: {
      stdoutIsTerminal: true,
      ...options,
      env: { SENTRY_AUTH_TOKEN: "", ...options.env },
    },
  });
}

const cached = (record: Record<string, string>) => ({
  files: {
    [CACHE]: JSON.stringify({
      last_check_timestamp: "2026-01-31T09:00:00Z",
      last_check_version: VERSION,
      last_fetched_version: VERSION,
      ...record,
    }),
  },
});

Deno.test("the notice tells of a newer version and remembers it", async () => {
  const { stderr, asked, system } = await notice();
  assert(stderr.endsWith(NOTICE), stderr);
  assertEquals(asked.map(({ url }) => url), [`${PLACE}/latest/download/release.json`]);
  assertEquals(JSON.parse(system.fs.text(CACHE) ?? ""), {
    last_check_timestamp: "2026-01-31T10:00:00.000Z",
    last_check_version: VERSION,
    last_fetched_version: "99.0.0",
  });
});

Deno.test("the notice asks again after twelve hours, another version, or a damaged file", async () => {
  const rows: [Record<string, string>, number][] = [
    [{}, 0],
    [{ last_check_timestamp: "2026-01-30T22:00:01Z" }, 0],
    [{ last_check_timestamp: "2026-01-30T22:00:00Z" }, 1],
    [{ last_check_timestamp: "2027-01-01T00:00:00Z" }, 1],
    [{ last_check_timestamp: "yesterday" }, 1],
    [{ last_check_version: "3.0.0" }, 1],
    [{ last_fetched_version: "soon" }, 1],
  ];
  for (const [record, requests] of rows) {
    const { asked } = await notice(cached(record));
    assertEquals(asked.length, requests, JSON.stringify(record));
  }
  assertEquals((await notice({ files: { [CACHE]: "{" } })).asked.length, 1);
});

Deno.test("the notice stays away where it is not wanted", async () => {
  const off: [string, FakeOptions & { words?: readonly string[] }][] = [
    ["no terminal", { stdoutIsTerminal: false }],
    ["a build service", { env: { CI: "true" } }],
    ["its own variable", { env: { SENTRY_DISABLE_UPDATE_CHECK: "1" } }],
    ["everybody's variable", { env: { NO_UPDATE_NOTIFIER: "1" } }],
    ["the setting", { files: { "/work/.sentryclirc": "[update]\ndisable_check=true\n" } }],
    ["--quiet", { words: ["--quiet", ...FAILING] }],
    ["--allow-failure", { words: ["--allow-failure", ...FAILING] }],
    ["a usage error", { words: ["releases", "lists"] }],
    ["a command for machines", { words: ["completions", "bash"] }],
    ["a script", { program: { kind: "script" } }],
    ["no place", { env: { SENTRY_CLI_RELEASES_URL: "" } }],
    ["npm", {
      program: { kind: "native", path: "/p/node_modules/x/bin/sentry-cli" },
      files: { "/p/node_modules/x/bin/sentry-cli": "old" },
    }],
  ];
  for (const [what, options] of off) {
    const { asked, stderr } = await notice(options);
    assertEquals([asked.length, stderr.includes("is available")], [0, false], what);
  }
});

Deno.test("the notice swallows what goes wrong, and does not try again at once", async () => {
  let tries = 0;
  const broken: Fetch = () => {
    tries++;
    return Promise.reject(new TransportError("no such host", "dns"));
  };
  const { stderr, system } = await notice({ fetch: broken });
  assert(!stderr.includes("available") && !stderr.includes("releases.example.com"), stderr);
  assertEquals(tries, 1);
  const record = JSON.parse(system.fs.text(CACHE) ?? "");
  assertEquals(record.last_fetched_version, VERSION);
});

Deno.test("the notice lives without its file", async () => {
  const { stderr, code } = await update({
    words: FAILING,
    options: { stdoutIsTerminal: true, env: { SENTRY_AUTH_TOKEN: "" } },
    refuse: (call, path) =>
      path.includes("sentrycli") && call !== "stat" ? "permission" : undefined,
  });
  assertEquals(code, 1);
  assert(!/Permission denied|internal error/.test(stderr), stderr);
});
