import { assertEquals } from "../../tests/support/assert.ts";
import { fakeSystem } from "../../tests/support/fake_system.ts";
import { loadConfig, notes } from "../../tests/support/load_config.ts";
import { foldersUpward, loadDotenv } from "./load_dotenv.ts";

Deno.test("loadDotenv() reads the nearest .env upward, and only that one", async () => {
  const { env, files } = await loadDotenv(fakeSystem({
    cwd: "/work/a/b",
    files: { "/work/a/.env": "X=a", "/work/.env": "X=w\nY=w", "/.env": "Z=r" },
  }));
  assertEquals([env.get("X"), env.get("Y"), env.get("Z")], ["a", undefined, undefined]);
  assertEquals(files, ["/work/a/.env"]);
});

Deno.test("loadDotenv() passes by a folder of that name", async () => {
  const system = fakeSystem({ files: { "/.env": "X=r" } });
  system.fs.putDirectory("/work/.env");
  assertEquals((await loadDotenv(system)).env.get("X"), "r");
});

Deno.test("loadDotenv() never overrides the environment with a file it found itself", async () => {
  const { env } = await loadDotenv(fakeSystem({
    env: { SET: "env", EMPTY: "" },
    files: { "/work/.env": "SET=dot\nEMPTY=dot\nNEW=1\nNEW=2\n" },
  }));
  assertEquals([env.get("SET"), env.get("EMPTY"), env.get("NEW")], ["env", "", "1"]);
  assertEquals(env.mentions("SET").map(({ text, origin }) => [text, origin.where]), [
    ["env", "SET"],
    ["dot", "/work/.env:1"],
  ]);
});

Deno.test("loadDotenv() lets SENTRY_DOTENV_PATH override the environment, the last line winning", async () => {
  const { env, files } = await loadDotenv(fakeSystem({
    env: { SENTRY_DOTENV_PATH: "x/my.env", SET: "env", SENTRY_DOTENV_PATHS: "other.env" },
    files: { "/work/x/my.env": "SET=1\nSET=2\n", "/work/.env": "Y=1", "/work/other.env": "Z=1" },
  }));
  assertEquals([env.get("SET"), env.get("Y"), env.get("Z")], ["2", undefined, undefined]);
  assertEquals(files, ["/work/x/my.env"]);
  assertEquals(env.mentions("SET").map(({ text }) => text), ["2", "1", "env"]);
});

Deno.test("loadDotenv() loads SENTRY_DOTENV_PATHS in order, each over the one before", async () => {
  const { env, files, notes } = await loadDotenv(fakeSystem({
    env: { SENTRY_DOTENV_PATHS: " a.env ,, /etc/b.env,", X: "env", Y: "env" },
    files: { "/work/a.env": "X=a\nY=a", "/etc/b.env": "X=b\nZ=${Y}", "/work/.env": "W=1" },
  }));
  assertEquals(["X", "Y", "Z", "W"].map((name) => env.get(name)), ["b", "a", "a", undefined]);
  assertEquals(files, ["/work/a.env", "/etc/b.env"]);
  assertEquals(notes, []);
});

Deno.test("loadDotenv() stops at the first of SENTRY_DOTENV_PATHS that fails", async () => {
  const { env, notes } = await loadDotenv(fakeSystem({
    env: { SENTRY_DOTENV_PATHS: "a.env,no.env,b.env" },
    files: { "/work/a.env": "X=a", "/work/b.env": "X=b" },
  }));
  assertEquals(env.get("X"), "a");
  assertEquals(notes, [{
    level: "warn",
    message: "Failed to load .env file: Failed to load custom .env file: no.env " +
      "(/work/no.env: No such file or directory)",
  }]);
});

Deno.test("loadDotenv() loads nothing for an empty SENTRY_DOTENV_PATHS", async () => {
  const system = fakeSystem({
    env: { SENTRY_DOTENV_PATHS: " , " },
    files: { "/work/.env": "X=1" },
  });
  const { env, notes } = await loadDotenv(system);
  assertEquals([env.get("X"), notes], [undefined, []]);
});

Deno.test("loadDotenv() warns about an empty SENTRY_DOTENV_PATH", async () => {
  const { notes } = await loadDotenv(fakeSystem({ env: { SENTRY_DOTENV_PATH: "" } }));
  assertEquals(notes.length, 1);
});

Deno.test("loadDotenv() keeps what stands before a bad line and names the line", async () => {
  const loaded = await loadConfig({
    files: { "/work/.env": "SENTRY_ORG=a\n%%%\nSENTRY_PROJECT=b\n" },
  });
  assertEquals([loaded.env.get("SENTRY_ORG"), loaded.env.get("SENTRY_PROJECT")], ["a", undefined]);
  assertEquals(notes(loaded, "warn"), [
    "Failed to load .env file: We found a .env file, but failed to load it. " +
    "(/work/.env:2: expected NAME=value)",
  ]);
});

Deno.test("loadDotenv() warns about a .env that cannot be read", async () => {
  const system = fakeSystem({ files: { "/work/.env": "X=1" } });
  system.fs.refuse = (call, path) =>
    call === "read" && path === "/work/.env" ? "permission" : undefined;
  const { notes } = await loadDotenv(system);
  assertEquals(notes.map(({ message }) => message), [
    "Failed to load .env file: We found a .env file, but failed to load it. " +
    "(/work/.env: Permission denied)",
  ]);
});

Deno.test("loadDotenv() lets the environment win in substitutions", async () => {
  const { env } = await loadDotenv(fakeSystem({
    env: { A: "env" },
    files: { "/work/.env": "A=dot\nB=$A\n" },
  }));
  assertEquals(env.get("B"), "env");
});

for (
  const [mode, isOn, warns] of [
    ["1", true, false],
    ["0", false, false],
    ["", false, false],
    ["true", false, true],
    ["Yes", false, true],
  ] as const
) {
  Deno.test(`loadDotenv() with SENTRY_LOAD_DOTENV=${mode} is ${isOn ? "on" : "off"}`, async () => {
    for (const custom of [undefined, "my.env"]) {
      const { env, notes } = await loadDotenv(fakeSystem({
        env: { SENTRY_LOAD_DOTENV: mode, ...(custom && { SENTRY_DOTENV_PATH: custom }) },
        files: { "/work/.env": "X=1", "/work/my.env": "X=1" },
      }));
      assertEquals(env.get("X"), isOn ? "1" : undefined);
      assertEquals(notes.length, warns ? 1 : 0);
    }
  });
}

Deno.test("loadDotenv() gives an environment whose all() has both", async () => {
  const system = fakeSystem({ env: { A: "env" }, files: { "/work/.env": "A=dot\nB=dot\n" } });
  const { env } = await loadDotenv(system);
  assertEquals(env.all(), { HOME: "/home/me", A: "env", B: "dot" });
});

Deno.test("foldersUpward() ends at the root", () => {
  const { path } = fakeSystem().platform;
  assertEquals([...foldersUpward("/a/b", path.dirname)], ["/a/b", "/a", "/"]);
  assertEquals([...foldersUpward("/", path.dirname)], ["/"]);
});
