/** Where the search for a repository goes and ends, and whose repositories are read. */
import { assert, assertEquals, assertMatch, assertRejects } from "../../tests/support/assert.ts";
import { type FakeOptions, fakeSystem } from "../../tests/support/fake_system.ts";
import { discover } from "./discover.ts";
import type { VcsDoors } from "./doors.ts";
import { VcsError } from "./errors.ts";

/** What makes a folder a repository. */
function repositoryAt(gitDir: string): Record<string, string> {
  return {
    [`${gitDir}/HEAD`]: "ref: refs/heads/main\n",
    [`${gitDir}/refs/heads/.keep`]: "",
    [`${gitDir}/objects/info/packs`]: "",
  };
}

interface Given extends FakeOptions {
  /** Owners of paths and all below; the nearest one counts. Others have none. */
  readonly owners?: Record<string, number>;
  /** Devices, likewise; others are on device 1. */
  readonly devices?: Record<string, number>;
}

function doorsFor({ owners = {}, devices = {}, ...options }: Given): VcsDoors {
  const system = fakeSystem(options);
  const nearest = (of: Record<string, number>, path: string) => {
    for (let at = path;; at = at.replace(/\/[^/]*$/, "")) {
      const found = of[at === "" ? "/" : at];
      if (found !== undefined || at === "") return found;
    }
  };
  const withFacts = (look: "stat" | "lstat") => async (path: string) => {
    const info = await system.fs[look](path);
    const ownerId = nearest(owners, path);
    return info === undefined ? undefined : {
      ...info,
      deviceId: nearest(devices, path) ?? 1,
      ...(ownerId === undefined ? {} : { ownerId }),
    };
  };
  return {
    ...system,
    fs: { ...system.fs, stat: withFacts("stat"), lstat: withFacts("lstat") },
  };
}

/** The repository's folder, or what went wrong. */
async function found(given: Given): Promise<string> {
  try {
    return (await discover(doorsFor(given))).gitDir;
  } catch (error) {
    assert(error instanceof VcsError, String(error));
    return error.problem;
  }
}

const FILES = repositoryAt("/a/b/.git");
const BELOW = "/a/b/c/d";
const at = (cwd: string, env: Record<string, string> = {}): Given => ({
  cwd,
  env,
  files: { ...FILES, [`${BELOW}/x`]: "", "/elsewhere/x": "" },
});

for (
  const [ceilings, cwd, expected] of [
    ["", BELOW, "/a/b/.git"],
    ["/a/b", BELOW, "no-repository"], // the folder named is not looked into
    ["/a/b/", BELOW, "no-repository"],
    ["/a/b/c", BELOW, "no-repository"],
    ["/a", BELOW, "/a/b/.git"],
    ["/", BELOW, "/a/b/.git"],
    ["/x:/a/b", BELOW, "no-repository"],
    ["/x:/y", BELOW, "/a/b/.git"],
    ["a/b:b", BELOW, "/a/b/.git"], // relative ones do not count
    ["/a/b", "/a/b", "/a/b/.git"], // nor does the working directory itself
    [BELOW, BELOW, "/a/b/.git"],
    ["/a/b/../b", BELOW, "no-repository"],
  ] as const
) {
  Deno.test(`discover() from ${cwd} under GIT_CEILING_DIRECTORIES=${ceilings}: ${expected}`, async () => {
    assertEquals(await found(at(cwd, { GIT_CEILING_DIRECTORIES: ceilings })), expected);
  });
}

Deno.test("discover() stays on one file system unless told", async () => {
  const given = at(BELOW);
  assertEquals(await found({ ...given, devices: { [`/a/b/c`]: 2 } }), "no-repository");
  for (
    const [value, expected] of [["1", "/a/b/.git"], ["true", "/a/b/.git"], ["0", "no-repository"]]
  ) {
    const env = { GIT_DISCOVERY_ACROSS_FILESYSTEM: value ?? "" };
    assertEquals(await found({ ...given, env, devices: { [`/a/b/c`]: 2 } }), expected);
  }
});

Deno.test("discover() follows a .git file, and says where one leads nowhere", async () => {
  const files = {
    ...repositoryAt("/store/modules/m"),
    "/a/m/.git": "gitdir: ../../store/modules/m\n",
    "/a/lost/.git": "gitdir: ../nowhere\n",
    "/a/odd/.git": "what\n",
  };
  assertEquals(await found({ cwd: "/a/m", files }), "/store/modules/m");
  for (const cwd of ["/a/lost", "/a/odd"]) {
    const error = await assertRejects(() => discover(doorsFor({ cwd, files })), VcsError);
    assertMatch(error.message + error.hint, /\/a\/(lost|odd)\/\.git/);
  }
});

Deno.test("discover() takes GIT_DIR at its word", async () => {
  assertEquals(await found(at("/elsewhere", { GIT_DIR: "/a/b/.git" })), "/a/b/.git");
  assertEquals(await found(at("/elsewhere", { GIT_DIR: "../a/b/.git" })), "/a/b/.git");
  assertEquals(await found(at(BELOW, { GIT_DIR: "/nowhere" })), "no-repository");
  assertEquals(await found(at(BELOW, { GIT_DIR: "/elsewhere" })), "no-repository");
});

// --- safe.directory --------------------------------------------------------------------------

const [ME, OTHER, ROOT] = [1000, 1001, 0];

/** What `discover` makes of a repository with these owners and this `~/.gitconfig`. */
async function foundWith(
  owners: Record<string, number>,
  { me = ME, safe, env = {}, files = FILES, own }: {
    readonly me?: number;
    readonly safe?: readonly string[];
    readonly env?: Record<string, string>;
    readonly files?: Record<string, string>;
    /** Settings in the repository itself. */
    readonly own?: string;
  } = {},
): Promise<string> {
  const home = (safe ?? []).map((value) => `[safe]\n\tdirectory = ${value}\n`).join("");
  return await found({
    cwd: "/a/b",
    userId: me,
    owners,
    env,
    files: {
      ...files,
      ...(home === "" ? {} : { "/home/me/.gitconfig": home }),
      ...(own === undefined ? {} : { "/a/b/.git/config": own }),
    },
  });
}

const THEIRS = { "/a/b": OTHER };

Deno.test("discover() reads repositories of ours alone", async () => {
  assertEquals(await foundWith({ "/a/b": ME }), "/a/b/.git");
  assertEquals(await foundWith(THEIRS), "not-ours");
  // Each of the two counts: the folder with the files, and the repository in it.
  assertEquals(await foundWith({ "/a/b": ME, "/a/b/.git": OTHER }), "not-ours");
  assertEquals(await foundWith({ "/a/b": OTHER, "/a/b/.git": ME }), "not-ours");
  // Root is somebody else, and for root everybody is.
  assertEquals(await foundWith({ "/a/b": ROOT }), "not-ours");
  assertEquals(await foundWith({ "/a/b": ME }, { me: ROOT }), "not-ours");
  assertEquals(await foundWith({ "/a/b": ROOT }, { me: ROOT }), "/a/b/.git");
});

Deno.test("discover() lets root read what belongs to the user behind sudo", async () => {
  const sudo = { env: { SUDO_UID: String(ME) } };
  assertEquals(await foundWith({ "/a/b": ME }, { me: ROOT, ...sudo }), "/a/b/.git");
  assertEquals(await foundWith({ "/a/b": OTHER }, { me: ROOT, ...sudo }), "not-ours");
  // Nobody but root came through sudo.
  assertEquals(
    await foundWith({ "/a/b": OTHER }, { env: { SUDO_UID: String(OTHER) } }),
    "not-ours",
  );
});

Deno.test("discover() asks nobody for owners where the system has none", async () => {
  const given = { cwd: "/a/b", files: FILES, owners: THEIRS };
  assertEquals(await found(given), "/a/b/.git"); // no user id, as on Windows
  assertEquals(await found({ ...given, userId: ME, owners: {} }), "/a/b/.git");
});

for (
  const [safe, expected] of [
    [["/a/b"], "/a/b/.git"],
    [["/a/b/"], "/a/b/.git"],
    [["/a"], "not-ours"],
    [["/a/b/c"], "not-ours"],
    [["/a/b/.git"], "not-ours"],
    [["*"], "/a/b/.git"],
    [["/a/*"], "/a/b/.git"],
    [["/x/*"], "not-ours"],
    [["/a/b", ""], "not-ours"], // an empty one takes back what stands before
    [["", "/a/b"], "/a/b/.git"],
    [["/x", "/a/b"], "/a/b/.git"],
  ] as const
) {
  Deno.test(`discover() under safe.directory ${JSON.stringify(safe)}: ${expected}`, async () => {
    assertEquals(await foundWith(THEIRS, { safe }), expected);
  });
}

Deno.test("discover() does not let a repository declare itself safe", async () => {
  assertEquals(await foundWith(THEIRS, { own: "[safe]\n\tdirectory = *\n" }), "not-ours");
});

Deno.test("discover() looks at the file that leads to a repository, too", async () => {
  const files = { ...repositoryAt("/store/m"), "/a/b/.git": "gitdir: /store/m\n" };
  assertEquals(await foundWith({ "/a/b": ME, "/store": ME }, { files }), "/store/m");
  assertEquals(
    await foundWith({ "/a/b": ME, "/a/b/.git": OTHER, "/store": ME }, { files }),
    "not-ours",
  );
});

Deno.test("discover() says whose repository it does not read, and what to do", async () => {
  const doors = doorsFor({ cwd: BELOW, files: at(BELOW).files ?? {}, userId: ME, owners: THEIRS });
  const error = await assertRejects(() => discover(doors), VcsError);
  assertEquals(
    error.message,
    "repository path '/a/b' is not owned by current user; class=Config (7); code=Owner (-36)",
  );
  assertEquals(
    error.hint,
    "If you trust it, run: git config --global --add safe.directory /a/b",
  );
});
