/** The program in roots that hold what the recipes of containers/ hold, as somebody without rights. */
import { assert, assertEquals, assertStringIncludes } from "../support/assert.ts";
import { startTestServer } from "../support/local_server.ts";
import { folder, isRootOnLinux, NOBODY, notRun, PROGRAM, type Ran, run, shell } from "./support.ts";

const MAKE_ROOT = decodeURIComponent(
  new URL("../../containers/minimal_root.sh", import.meta.url).pathname,
);
const CACHE = `${
  Deno.env.get("XDG_CACHE_HOME") || `${Deno.env.get("HOME")}/.cache`
}/sentry-cli-proof`;

/**
 * Runs the program as a container engine would: in the root, which is read-only, with /dev, /proc, a
 * /tmp of its own and the project at /work. The mounts end with the process.
 */
async function inRoot(
  root: string,
  work: string,
  words: readonly string[],
  env: Record<string, string> = {},
): Promise<Ran> {
  const script = `
    mount --bind "$ROOT" "$ROOT"
    mount --rbind /dev "$ROOT/dev" && mount -t proc proc "$ROOT/proc"
    mount --bind "$TMP" "$ROOT/tmp" && mount --bind "$WORK" "$ROOT/work"
    mount -o remount,bind,ro "$ROOT"
    unset TMP WORK
    exec chroot --userspec=${NOBODY}:${NOBODY} "$ROOT" /usr/local/bin/sentry-cli "$@"`;
  return await run("unshare", ["--mount", "sh", "-euc", `cd /; ${script}`, "sh", ...words], {
    env: { ROOT: root, WORK: work, TMP: `${work}.tmp`, HOME: "/tmp", ...env },
  });
}

/** What somebody does who tries the tool for the first time. */
async function demo(root: string): Promise<void> {
  await using place = await folder();
  const work = `${place.path}/work`;
  for (const each of [work, `${work}.tmp`]) {
    await Deno.mkdir(each);
    await Deno.chown(each, NOBODY, NOBODY);
  }
  await Deno.writeTextFile(`${work}/app.js`, "const a=1;\n//# sourceMappingURL=app.js.map\n");
  await Deno.writeTextFile(`${work}/app.js.map`, '{"version":3,"sources":[],"mappings":""}');
  await using server = await startTestServer();
  const [project = ""] = server.projects;
  const at = ["--url", server.url];
  const scope = ["-o", server.org, "-p", project];
  const steps: readonly (readonly [words: readonly string[], said: RegExp])[] = [
    [["--version"], /^sentry-cli \d/],
    [
      [...at, "login", "--global", "--auth-token", server.token],
      /Stored token in \/tmp\/\.sentryclirc/,
    ],
    [["info"], /Method: Auth Token/],
    [["releases", "new", ...scope, "1.0.0", "--finalize"], /Created release 1\.0\.0/],
    [["releases", "list", ...scope], /1\.0\.0/],
    [["sourcemaps", "upload", ...scope, "--release", "1.0.0", "/work"], /app\.js/],
  ];
  for (const [words, said] of steps) {
    const { code, stdout, stderr } = await inRoot(root, work, words);
    assertEquals(code, 0, `${words.join(" ")}: ${stdout}${stderr}`);
    assert(said.test(`${stdout}${stderr}`), `${words.join(" ")}: ${stdout}${stderr}`);
  }
  const { mode, uid } = await Deno.stat(`${work}.tmp/.sentryclirc`);
  assertEquals([(mode ?? 0) & 0o777, uid], [0o600, NOBODY]);
  await readsCertificates(root, work);
}

/** The root's CA certificates are read: a server with another one is refused for that reason. */
async function readsCertificates(root: string, work: string): Promise<void> {
  const env = { SENTRY_URL: "https://127.0.0.1:1", SENTRY_AUTH_TOKEN: "a1".repeat(32) };
  const { code, stderr } = await inRoot(root, work, ["--log-level=debug", "info"], env);
  assertEquals(code, 1);
  assertStringIncludes(stderr, "the connection was refused");
  assert(!/certificate.*(not|no such)/i.test(stderr), stderr);
}

Deno.test({
  name: "container: nothing but the program, its libraries and CA certificates",
  ignore: !isRootOnLinux,
  async fn() {
    await using root = await folder();
    await Deno.chmod(root.path, 0o755);
    await shell(`sh '${MAKE_ROOT}' '${PROGRAM}' '${root.path}'`);
    const files = (await shell(`cd '${root.path}' && find . -type f | sort`)).trim().split("\n");
    // Nothing that nobody asked for: a handful of libraries, certificates, users, the program.
    assert(files.length < 20, files.join("\n"));
    assert(!files.some((file) => /\/bin\/(?!sentry-cli$)/.test(file)), files.join("\n"));
    await demo(root.path);
  },
});

Deno.test({
  name: "container: musl and busybox with glibc's libraries beside them, as on Alpine",
  ignore: !isRootOnLinux,
  async fn() {
    await using root = await folder();
    await Deno.chmod(root.path, 0o755);
    const packages = await debianPackages(["musl", "busybox-static"]);
    if (packages === undefined) return;
    for (const file of packages) await shell(`dpkg-deb --extract '${file}' '${root.path}'`);
    await shell(`sh '${MAKE_ROOT}' '${PROGRAM}' '${root.path}'`);
    const busybox = await shell(`chroot '${root.path}' /bin/busybox echo here`);
    assertEquals(busybox, "here\n");
    await demo(root.path);
  },
});

Deno.test({
  name: "container: Debian slim",
  ignore: !isRootOnLinux,
  async fn() {
    const root = await debianSlim();
    if (root === undefined) return;
    await Deno.copyFile(PROGRAM, `${root}/usr/local/bin/sentry-cli`);
    await Deno.mkdir(`${root}/work`, { recursive: true });
    await demo(root);
  },
});

/** Packages of the configured Debian mirror; `undefined`, and said so, where there is none. */
async function debianPackages(names: readonly string[]): Promise<string[] | undefined> {
  const target = `${CACHE}/packages`;
  await Deno.mkdir(target, { recursive: true });
  const { code, stderr } = await run("sh", [
    "-c",
    `cd '${target}' && for each in ${names.join(" ")}; do ls $each*.deb >/dev/null 2>&1 || ` +
    "apt-get download -qq $each; done",
  ]);
  if (code !== 0) return notRun(`no package from a Debian mirror: ${stderr.trim().split("\n")[0]}`);
  const found = await Array.fromAsync(Deno.readDir(target), ({ name }) => `${target}/${name}`);
  return found.filter((each) => names.some((name) => each.includes(`/${name}_`)));
}

/** A Debian root with what the recipe installs, kept for the next run. */
async function debianSlim(): Promise<string | undefined> {
  const root = `${CACHE}/debian-slim`;
  if (await Deno.stat(root).then(() => true, () => false)) return root;
  const mirror = (await shell(
    "cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | " +
      "sed -nE 's/^(URIs:|deb) +([^ ]+\\/debian)\\/?( .*)?$/\\2/p' | head -1",
  )).trim();
  if (mirror === "") return notRun("no Debian mirror is configured");
  const install = "command -v debootstrap >/dev/null || " +
    "{ apt-get update -qq && apt-get install -y -qq --no-install-recommends debootstrap; }";
  const installed = await run("sh", ["-c", install]);
  if (installed.code !== 0) return notRun("debootstrap cannot be installed");
  await Deno.remove(`${root}.part`, { recursive: true }).catch(() => {});
  const { code, stdout } = await run("debootstrap", [
    ...["--variant=minbase", "--include=ca-certificates,git", "trixie"],
    ...[`${root}.part`, mirror],
  ]);
  if (code !== 0) return notRun(`debootstrap ended with ${code}: ${stdout.trim().slice(-300)}`);
  await Deno.rename(`${root}.part`, root);
  return root;
}
