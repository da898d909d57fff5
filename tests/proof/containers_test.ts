/** The program in roots that hold what the recipes of containers/ hold, as somebody without rights. */
import { assert, assertEquals } from "../support/assert.ts";
import { debianPackages, debianRoot } from "./debian_roots.ts";
import { type RunInside, takeFirstSteps } from "./first_steps.ts";
import { folder, isRootOnLinux, NOBODY, PROGRAM, run, shell } from "./support.ts";

const MAKE_ROOT = decodeURIComponent(
  new URL("../../containers/minimal_root.sh", import.meta.url).pathname,
);
/**
 * Runs the program as a container engine would: in the root, which is read-only, with /dev, /proc, a
 * /tmp of its own and the project at /work. The mounts end with the process.
 */
function inRoot(root: string): RunInside {
  const script = `
    mount --bind "$ROOT" "$ROOT"
    mount --rbind /dev "$ROOT/dev" && mount -t proc proc "$ROOT/proc"
    mount --bind "$TMP" "$ROOT/tmp" && mount --bind "$WORK" "$ROOT/work"
    mount -o remount,bind,ro "$ROOT"
    unset TMP WORK
    exec chroot --userspec=${NOBODY}:${NOBODY} "$ROOT" /usr/local/bin/sentry-cli "$@"`;
  return ({ work, tmp }, words, env = {}) =>
    run("unshare", ["--mount", "sh", "-euc", `cd /; ${script}`, "sh", ...words], {
      env: { ROOT: root, WORK: work, TMP: tmp, HOME: "/tmp", ...env },
    });
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
    await takeFirstSteps(inRoot(root.path));
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
    await takeFirstSteps(inRoot(root.path));
  },
});

Deno.test({
  name: "container: Debian slim",
  ignore: !isRootOnLinux,
  async fn() {
    const root = await debianRoot("debian-slim", ["ca-certificates", "git"]);
    if (root === undefined) return;
    await Deno.copyFile(PROGRAM, `${root}/usr/local/bin/sentry-cli`);
    await Deno.mkdir(`${root}/work`, { recursive: true });
    await takeFirstSteps(inRoot(root));
  },
});
