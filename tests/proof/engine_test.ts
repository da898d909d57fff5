/**
 * The recipes of containers/, built and run by a container engine (podman): every instruction, the real
 * package installation, the image's user, and a read-only root. No registry is asked: the base images
 * are made here from Debian's packages, Alpine's with stand-ins for the programs that Debian lacks.
 */
import { assert, assertEquals, assertStringIncludes } from "../support/assert.ts";
import { debianPackages, debianRoot, hasProgram } from "./debian_roots.ts";
import { type RunInside, takeFirstSteps } from "./first_steps.ts";
import { ASSET, folder, isRootOnLinux, NOBODY, notRun, PROGRAM, type Ran, run } from "./support.ts";
import { VERSION } from "../../src/base/version.ts";

const RECIPES = decodeURIComponent(new URL("../../containers", import.meta.url).pathname);

interface Engine extends AsyncDisposable {
  /** Where the repository's files are, as far as the recipes take them. */
  readonly repository: string;
  podman(words: readonly string[]): Promise<Ran>;
}

/** An engine with a storage of its own, so that nothing of it is left behind. */
async function startEngine(): Promise<Engine> {
  const place = await folder();
  const repository = `${place.path}/repository`;
  await Deno.mkdir(`${repository}/dist/release`, { recursive: true });
  await run("cp", ["-r", RECIPES, repository]);
  await Deno.copyFile(PROGRAM, `${repository}/dist/release/${ASSET}`);
  const storage = [`--root=${place.path}/storage`, `--runroot=${place.path}/runroot`];
  const podman = (words: readonly string[]) =>
    run("podman", [...storage, "--runtime=runc", "--cgroup-manager=cgroupfs", ...words], {
      cwd: repository,
      env: { HOME: place.path },
    });
  return {
    repository,
    podman,
    async [Symbol.asyncDispose]() {
      await podman(["rm", "--all", "--force"]);
      await run("sh", ["-c", `grep -o ' ${place.path}/[^ ]*' /proc/mounts | xargs -r umount`]);
      await place[Symbol.asyncDispose]();
    },
  };
}

async function done(ran: Promise<Ran>): Promise<string> {
  const { code, stdout, stderr } = await ran;
  assertEquals(code, 0, `${stdout}${stderr}`);
  return stdout;
}

/** Takes a root for the base image of that name. */
async function addBase({ podman }: Engine, root: string, image: string): Promise<void> {
  await using place = await folder();
  const archive = `${place.path}/root.tar`;
  await done(run("tar", ["--create", `--file=${archive}`, `--directory=${root}`, "."]));
  await done(podman(["import", "--quiet", archive, image]));
}

/** Debian as its base image is: without what the recipes install. */
async function addDebian(engine: Engine): Promise<boolean> {
  const root = await debianRoot("debian-base");
  if (root === undefined) return false;
  // The mirror that this machine uses may need settings of its own.
  await run("sh", ["-c", `cp /etc/apt/apt.conf.d/* '${root}/etc/apt/apt.conf.d/'`]);
  await addBase(engine, root, "docker.io/library/debian:trixie-slim");
  return true;
}

/** Each notes what it was asked for, refuses what it does not know, and does the part that matters. */
const ALPINE_PROGRAMS: Readonly<Record<string, string>> = {
  "sbin/apk":
    'case "$*" in "add --no-cache "*) mkdir -p /etc/ssl/certs; echo none > /etc/ssl/certs/ca-certificates.crt ;; *) exit 1 ;; esac',
  "usr/bin/git":
    'test "$1 $2 $3" = "config --system --add"; printf "[safe]\\n\\tdirectory = %s\\n" "$5" > /etc/gitconfig',
  "usr/sbin/addgroup": 'test "$1" = -g; echo "$3:x:$2:" >> /etc/group',
  "usr/sbin/adduser":
    'test "$1 $2 $3 $5 $7" = "-D -H -h -u -G"; echo "$9:x:$6:$6::$4:/bin/sh" >> /etc/passwd',
};

/** Alpine's C library and shell, with stand-ins for the programs that are not in Debian. */
async function addAlpine(engine: Engine): Promise<boolean> {
  const packages = await debianPackages(["musl", "busybox-static"]);
  if (packages === undefined) return false;
  await using root = await folder();
  const inRoot = (path: string) => `${root.path}/${path}`;
  for (const each of packages) await done(run("dpkg-deb", ["--extract", each, root.path]));
  for (const each of ["sbin", "usr/sbin", "usr/bin", "etc", "tmp", "lib"]) {
    await Deno.mkdir(inRoot(each), { recursive: true });
  }
  for (
    const [name, content] of [["passwd", "root:x:0:0::/root:/bin/sh\n"], ["group", "root:x:0:\n"]]
  ) {
    await Deno.writeTextFile(inRoot(`etc/${name}`), content ?? "");
  }
  await done(run("chroot", [root.path, "/bin/busybox", "--install", "-s", "/bin"]));
  for (const [name, text] of Object.entries(ALPINE_PROGRAMS)) {
    const script = `#!/bin/sh\nset -eu\necho "${name} $*" >> /asked\n${text}\n`;
    await Deno.writeTextFile(inRoot(name), script, { mode: 0o755 });
  }
  await Deno.chmod(root.path, 0o755);
  await addBase(engine, root.path, "docker.io/library/alpine:3.22");
  return true;
}

/** What a sandbox may grant; podman asks for more by itself. */
const LIMITS = ["--ulimit=nofile=1024:1024", "--ulimit=nproc=1000:1000"];

/** As `podman run` on the page about containers. */
function container({ podman }: Engine, image: string): RunInside {
  return ({ work, tmp }, words, env = {}) =>
    podman([
      ...["run", "--rm", "--pull=never", "--read-only", "--network=host"],
      ...LIMITS,
      ...[`--volume=${work}:/work`, `--volume=${tmp}:/tmp`],
      ...Object.entries(env).map(([name, value]) => `--env=${name}=${value}`),
      image,
      ...words,
    ]);
}

interface Image {
  readonly Config: {
    readonly User: string;
    readonly WorkingDir: string;
    readonly Entrypoint: readonly string[];
    readonly Cmd: readonly string[];
    readonly Env: readonly string[];
  };
}

async function buildAndRun(engine: Engine, recipe: string): Promise<void> {
  const image = `localhost/${recipe.toLowerCase()}`;
  const words = ["--pull=never", "--isolation=chroot", `--file=containers/${recipe}`];
  await done(engine.podman(["build", ...words, `--tag=${image}`, "."]));
  const [{ Config }]: [Image] = JSON.parse(
    await done(engine.podman(["image", "inspect", image])),
  );
  assertEquals(Config.User, `${NOBODY}:${NOBODY}`);
  assertEquals([Config.WorkingDir, Config.Entrypoint, Config.Cmd], [
    "/work",
    ["sentry-cli"],
    ["--help"],
  ]);
  assert(Config.Env.includes("HOME=/tmp"), Config.Env.join(" "));
  await takeFirstSteps(container(engine, image));
}

/** An engine that can run here at all; says why not otherwise. */
async function withEngine(body: (engine: Engine) => Promise<void>): Promise<void> {
  if (!await hasProgram("podman", "podman buildah runc") || !await hasProgram("runc")) {
    return notRun("container engine: podman and runc cannot be installed");
  }
  await using engine = await startEngine();
  const { code, stderr } = await engine.podman(["info"]);
  if (code !== 0) return notRun(`container engine: podman does not work here: ${stderr}`);
  await body(engine);
}

Deno.test({
  name: "container engine: containers/Containerfile and Containerfile.debian",
  ignore: !isRootOnLinux,
  fn: () =>
    withEngine(async (engine) => {
      if (!await addDebian(engine)) return;
      await buildAndRun(engine, "Containerfile");
      await buildAndRun(engine, "Containerfile.debian");
      // The words of the page about containers: a /tmp of its own, and no project.
      const { podman } = engine;
      const alone = ["run", "--rm", "--read-only", "--tmpfs=/tmp", "--network=none", ...LIMITS];
      for (const image of ["localhost/containerfile", "localhost/containerfile.debian"]) {
        assertEquals(await done(podman([...alone, image, "--version"])), `sentry-cli ${VERSION}\n`);
        assertStringIncludes(await done(podman([...alone, image])), "Usage: sentry-cli");
      }
      const shell = ["--entrypoint=sh", "localhost/containerfile.debian", "-c"];
      const said = await done(
        podman([
          ...alone,
          ...shell,
          "id -u; cd /work; git config --get safe.directory; touch /x || echo no",
        ]),
      );
      assertEquals(said, `${NOBODY}\n/work\nno\n`);
    }),
});

Deno.test({
  name: "container engine: containers/Containerfile.alpine, with stand-ins for apk and git",
  ignore: !isRootOnLinux,
  fn: () =>
    withEngine(async (engine) => {
      if (!await addDebian(engine) || !await addAlpine(engine)) return;
      await buildAndRun(engine, "Containerfile.alpine");
      const words = ["run", "--rm", "--network=none", "--entrypoint=cat"];
      const asked = await done(
        engine.podman([...words, ...LIMITS, "localhost/containerfile.alpine", "/asked"]),
      );
      assertStringIncludes(asked, "sbin/apk add --no-cache ca-certificates git\n");
    }),
});
