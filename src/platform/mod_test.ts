/** Every body on every system: they see the world through their doors only. */
import { assertEquals } from "../../tests/support/assert.ts";
import { fakeEnv } from "../../tests/support/fake_system.ts";
import { type MemoryFiles, memoryFiles } from "../../tests/support/memory_files.ts";
import { type Spawn, SystemError } from "../system/mod.ts";
import { platformFor } from "./mod.ts";
import type { PlatformDoors } from "./posix.ts";

function doors(
  { env = {}, files = {}, programs = {}, passwd }: {
    env?: Record<string, string>;
    files?: Record<string, string>;
    /** Exit code and stdout by program. */
    programs?: Record<string, [code: number, stdout: string]>;
    passwd?: string;
  } = {},
): PlatformDoors & { ran: string[][]; given: Record<string, string>[]; fs: MemoryFiles } {
  const ran: string[][] = [];
  const given: Record<string, string>[] = [];
  const spawn: Spawn = (program, args, options = {}) => {
    ran.push([program, ...args]);
    if (options.env !== undefined) given.push({ ...options.env });
    const [code, stdout] = programs[program] ?? [];
    if (code === undefined) {
      return Promise.reject(new SystemError("No such file or directory", "not-found", program));
    }
    const none = new Uint8Array(0);
    const bytes = new TextEncoder().encode(stdout);
    return Promise.resolve({ code, signal: undefined, stdout: bytes, stderr: none });
  };
  return {
    ran,
    given,
    spawn,
    fs: memoryFiles(() => 0),
    openLibrary: (path) => {
      throw new SystemError("not allowed", "denied", path);
    },
    env: fakeEnv(env),
    arch: "aarch64",
    readText: (path) => Promise.resolve(files[path]),
    homeFromUserDatabase: () => passwd,
    userId: () => undefined,
  };
}

const FOLDERS: [string, string, Record<string, string>, (string | undefined)[]][] = [
  ["linux", "the defaults of XDG", { HOME: "/h" }, ["/h", "/h/.config", "/h/.cache"]],
  [
    "linux",
    "absolute XDG folders",
    { HOME: "/h", XDG_CONFIG_HOME: "/c", XDG_CACHE_HOME: "/k" },
    ["/h", "/c", "/k"],
  ],
  [
    "linux",
    "the defaults where XDG folders are relative or empty",
    { HOME: "/h", XDG_CONFIG_HOME: "c", XDG_CACHE_HOME: "" },
    ["/h", "/h/.config", "/h/.cache"],
  ],
  ["linux", "the user database where HOME is empty", { HOME: "" }, [
    "/pw",
    "/pw/.config",
    "/pw/.cache",
  ]],
  ["freebsd", "the same as on Linux", { HOME: "/h" }, ["/h", "/h/.config", "/h/.cache"]],
  ["darwin", "the Library", { HOME: "/Users/me" }, [
    "/Users/me",
    "/Users/me/Library/Application Support",
    "/Users/me/Library/Caches",
  ]],
  [
    "windows",
    "AppData",
    { USERPROFILE: "C:\\U\\me", APPDATA: "C:\\R", LOCALAPPDATA: "D:\\L" },
    ["C:\\U\\me", "C:\\R", "D:\\L"],
  ],
  ["windows", "AppData below the profile", { USERPROFILE: "C:\\U\\me" }, [
    "C:\\U\\me",
    "C:\\U\\me\\AppData\\Roaming",
    "C:\\U\\me\\AppData\\Local",
  ]],
];

for (const [os, what, env, expected] of FOLDERS) {
  Deno.test(`platformFor("${os}") finds home, config and cache by ${what}`, () => {
    const platform = platformFor(os, doors({ env, passwd: "/pw" }));
    assertEquals(
      [platform.homeFolder(), platform.configFolder(), platform.cacheFolder()],
      expected,
    );
  });
}

Deno.test("platformFor() knows no folders where there is no home", () => {
  for (const os of ["linux", "darwin", "windows"]) {
    const platform = platformFor(os, doors());
    assertEquals(
      [platform.homeFolder(), platform.configFolder(), platform.cacheFolder()],
      [undefined, undefined, undefined],
      os,
    );
  }
});

Deno.test("platformFor() gives line ends, suffixes and the architecture's name at Sentry", () => {
  const windows = platformFor("windows", doors());
  assertEquals([windows.lineEnd, windows.executableSuffix, windows.arch], [
    "\r\n",
    ".exe",
    "aarch64",
  ]);
  const linux = platformFor("linux", doors());
  assertEquals([linux.lineEnd, linux.executableSuffix], ["\n", ""]);
});

Deno.test("trustedRoots() on Linux takes the first bundle that exists", async () => {
  const files = { "/etc/ssl/ca-bundle.pem": "suse", "/etc/ssl/cert.pem": "alpine" };
  assertEquals(await platformFor("linux", doors({ files })).trustedRoots(), ["suse"]);
  assertEquals(await platformFor("linux", doors()).trustedRoots(), []);
});

Deno.test("trustedRoots() on macOS asks the keychains", async () => {
  const found = doors({ programs: { security: [0, "PEM"] } });
  assertEquals(await platformFor("darwin", found).trustedRoots(), ["PEM"]);
  assertEquals(found.ran[0]?.slice(0, 3), ["security", "find-certificate", "-a"]);
  const failing = doors({ programs: { security: [1, "PEM"] } });
  assertEquals(await platformFor("darwin", failing).trustedRoots(), []);
  assertEquals(await platformFor("darwin", doors()).trustedRoots(), []);
});

Deno.test("trustedRoots() on Windows asks PowerShell where no library may be used", async () => {
  const pem = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----";
  const found = doors({ programs: { "powershell.exe": [0, pem] } });
  assertEquals(await platformFor("windows", found).trustedRoots(), [pem]);
  assertEquals(await platformFor("windows", doors()).trustedRoots(), []);
});

Deno.test("openBrowser() on Linux tries one opener after the other", async () => {
  const found = doors({ programs: { "xdg-open": [3, ""], gio: [0, ""] } });
  assertEquals(await platformFor("linux", found).openBrowser("http://x/?a&b"), true);
  assertEquals(found.ran, [["xdg-open", "http://x/?a&b"], ["gio", "open", "http://x/?a&b"]]);
  assertEquals(await platformFor("linux", doors()).openBrowser("http://x/"), false);
});

Deno.test("openBrowser() gives the URL as one argument on macOS and Windows", async () => {
  const mac = doors({ programs: { open: [0, ""] } });
  assertEquals(await platformFor("darwin", mac).openBrowser("http://x/?a&b"), true);
  assertEquals(mac.ran, [["open", "http://x/?a&b"]]);
  const windows = doors({ programs: { rundll32: [0, ""] } });
  assertEquals(await platformFor("windows", windows).openBrowser("http://x/?a&b"), true);
  assertEquals(windows.ran, [["rundll32", "url.dll,FileProtocolHandler", "http://x/?a&b"]]);
});

Deno.test("notify() gives its texts to the system's own program, never as part of a script", async () => {
  const texts = ["sentry-cli", '"; rm -rf / #'] as const;
  const linux = doors({ programs: { "notify-send": [0, ""] } });
  assertEquals(await platformFor("linux", linux).notify(...texts), true);
  assertEquals(linux.ran, [["notify-send", "--app-name=sentry-cli", "--", ...texts]]);
  const mac = doors({ programs: { osascript: [0, ""] } });
  assertEquals(await platformFor("darwin", mac).notify(...texts), true);
  assertEquals(mac.ran[0]?.slice(-2), [...texts]);
  assertEquals(mac.ran[0]?.slice(0, -2).some((each) => each.includes("rm -rf")), false);
  const windows = doors({ programs: { "powershell.exe": [0, ""] }, env: { A: "1" } });
  assertEquals(await platformFor("windows", windows).notify(...texts), true);
  assertEquals(windows.ran[0]?.some((each) => each.includes("rm -rf")), false);
  assertEquals(windows.given, [
    { A: "1", SENTRY_NOTE_TITLE: texts[0], SENTRY_NOTE_TEXT: texts[1] },
  ]);
});

Deno.test("notify() says when nobody was told", async () => {
  for (const os of ["linux", "darwin", "windows"]) {
    assertEquals(await platformFor(os, doors()).notify("a", "b"), false, os);
  }
});

Deno.test("checkRevocation is there on Windows alone, and without its library knows nothing", async () => {
  assertEquals(platformFor("linux", doors()).checkRevocation, undefined);
  assertEquals(platformFor("darwin", doors()).checkRevocation, undefined);
  const found = await platformFor("windows", doors()).checkRevocation?.([Uint8Array.of(1)], []);
  assertEquals(found, { status: "unknown", why: "not allowed" });
});

Deno.test("replaceProgram() on Linux and macOS renames over it and keeps its mode", async () => {
  for (const os of ["linux", "darwin"]) {
    const { fs, ...rest } = doors();
    fs.put("/bin/sentry-cli", "old", 0o755);
    fs.put("/bin/.part", "new", 0o600);
    fs.put("/bin/.former.part", "of a run that was killed");
    await platformFor(os, { fs, ...rest })
      .replaceProgram("/bin/sentry-cli", "/bin/.part", "/bin/.former");
    assertEquals([fs.text("/bin/sentry-cli"), fs.mode("/bin/sentry-cli")], ["new", 0o755]);
    assertEquals([await fs.list("/bin"), fs.text("/bin/.former")], [
      [".former", "sentry-cli"],
      "old",
    ]);
  }
});
