import { ConfigError } from "../base/errors.ts";
import { assertEquals, assertRejects } from "../../tests/support/assert.ts";
import { fakeSystem } from "../../tests/support/fake_system.ts";
import { editSettings } from "./edit.ts";
import { settings } from "./settings.ts";

const FILE = "/home/me/.sentryclirc";
const login = [
  { setting: settings.authToken, text: "new" },
  { setting: settings.url, text: "https://s" },
];

Deno.test("editSettings() changes what it is told and nothing else", async () => {
  const system = fakeSystem();
  system.fs.put(FILE, "# mine\n[defaults]\norg = a ; b\n\n[auth]\ntoken=old # old\n", 0o644);
  await editSettings(system, FILE, login);
  assertEquals(
    system.fs.text(FILE),
    "# mine\n[defaults]\norg = a ; b\nurl = https://s\n\n[auth]\ntoken=new\n",
  );
  assertEquals(system.fs.mode(FILE), 0o600);
});

Deno.test("editSettings() makes the file and the folders on the way, for the owner only", async () => {
  const system = fakeSystem();
  const path = "/home/me/.config/sentry/sentrycli.ini";
  await editSettings(system, path, login);
  assertEquals(system.fs.text(path), "[auth]\ntoken=new\n\n[defaults]\nurl=https://s\n");
  assertEquals(system.fs.mode(path), 0o600);
  assertEquals(system.fs.mode("/home/me/.config/sentry"), 0o700);
  assertEquals(system.fs.mode("/home/me/.config"), 0o700);
});

Deno.test("editSettings() leaves the mode of existing folders alone", async () => {
  const system = fakeSystem();
  system.fs.putDirectory("/home/me", 0o755);
  await editSettings(system, FILE, login);
  assertEquals(system.fs.mode("/home/me"), 0o755);
});

Deno.test("editSettings() writes a new file with the system's line ends", async () => {
  const system = fakeSystem();
  const platform = { ...system.platform, lineEnd: "\r\n" } as const;
  await editSettings({ ...system, platform }, FILE, login.slice(0, 1));
  assertEquals(system.fs.text(FILE), "[auth]\r\ntoken=new\r\n");
});

Deno.test("editSettings() keeps the line ends of a file", async () => {
  const system = fakeSystem({ files: { [FILE]: "[auth]\r\ntoken=old\r\n" } });
  await editSettings(system, FILE, login);
  assertEquals(
    system.fs.text(FILE),
    "[auth]\r\ntoken=new\r\n\r\n[defaults]\r\nurl=https://s\r\n",
  );
});

Deno.test("editSettings() takes a setting out, its older names too", async () => {
  const system = fakeSystem({
    files: { [FILE]: "[dif]\nmax_item_size=1\n[dsym]\nmax_item_size=2\nother=3\n" },
  });
  await editSettings(system, FILE, [{ setting: settings.maxItemSize, text: undefined }]);
  assertEquals(system.fs.text(FILE), "[dif]\n[dsym]\nother=3\n");
});

Deno.test("editSettings() follows a link", async () => {
  const system = fakeSystem({ files: { "/dotfiles/rc": "[auth]\ntoken=old\n" } });
  system.fs.link(FILE, "/dotfiles/rc");
  await editSettings(system, FILE, login.slice(0, 1));
  assertEquals(system.fs.text("/dotfiles/rc"), "[auth]\ntoken=new\n");
  assertEquals((await system.fs.lstat(FILE))?.kind, "symlink");
});

const REFUSED: readonly (readonly [
  name: string,
  prepare: (system: ReturnType<typeof fakeSystem>) => void,
  message: string,
])[] = [
  [
    "a file that cannot be parsed",
    ({ fs }) => fs.put(FILE, "[auth]\ntoken hush"),
    `Could not change ${FILE}: line 2: a key without a value (expected "=" or ":")`,
  ],
  [
    "a file that is not text",
    ({ fs }) => fs.put(FILE, Uint8Array.of(0xff)),
    `Could not change ${FILE}: line 1: not valid UTF-8`,
  ],
  ["a directory", ({ fs }) => fs.putDirectory(FILE), `Could not change ${FILE}: it is a directory`],
  [
    "a link to nothing",
    ({ fs }) => fs.link(FILE, "nowhere"),
    `Could not change ${FILE}: it is a link to a file that does not exist`,
  ],
  [
    "a link to itself",
    ({ fs }) => fs.link(FILE, FILE),
    `Could not change ${FILE}: Too many levels of symbolic links`,
  ],
  [
    "a full disk",
    ({ fs }) => {
      fs.put(FILE, "");
      fs.refuse = (call) => call === "write" ? "no-space" : undefined;
    },
    `Could not change ${FILE}: No space left on device`,
  ],
  [
    "a file that may not be read",
    ({ fs }) => {
      fs.put(FILE, "");
      fs.refuse = (call) => call === "read" ? "permission" : undefined;
    },
    `Could not change ${FILE}: Permission denied`,
  ],
];

for (const [name, prepare, message] of REFUSED) {
  Deno.test(`editSettings() refuses ${name} and leaves it alone`, async () => {
    const system = fakeSystem();
    prepare(system);
    const before = safeText(system);
    const error = await assertRejects(() => editSettings(system, FILE, login), ConfigError);
    assertEquals(error.message, message);
    assertEquals(error.hint === undefined, false);
    system.fs.refuse = undefined;
    assertEquals(safeText(system), before);
  });
}

/** All files with their text. */
function safeText({ fs }: ReturnType<typeof fakeSystem>): unknown {
  return fs.paths().map((path) => {
    try {
      return [path, fs.text(path)];
    } catch {
      return [path, "unreadable"];
    }
  });
}

Deno.test("editSettings() refuses a value that the format cannot hold", async () => {
  const system = fakeSystem({ files: { [FILE]: "[auth]\n" } });
  const changes = [{ setting: settings.proxyUsername, text: " me" }];
  const error = await assertRejects(() => editSettings(system, FILE, changes), ConfigError);
  assertEquals(error.message.includes("http.proxy_username"), true);
  assertEquals(system.fs.text(FILE), "[auth]\n");
});

Deno.test("editSettings() refuses a setting that has no place in a file", async () => {
  const changes = [{ setting: settings.release, text: "1" }];
  await assertRejects(() => editSettings(fakeSystem(), FILE, changes), ConfigError, "env.release");
});
