/** Against a crypt32 of our own, with addresses and structures as in the real one. */
import { assertEquals } from "../../tests/support/assert.ts";
import { fakeEnv } from "../../tests/support/fake_system.ts";
import { memoryFiles } from "../../tests/support/memory_files.ts";
import type { ForeignValue, OpenLibrary } from "../system/library.ts";
import { SystemError } from "../system/mod.ts";
import { windowsPlatform } from "./windows.ts";
import { verdict, windowsCertificates } from "./windows_certificates.ts";

interface FakeRoot {
  readonly der: readonly number[];
  /** Purposes it is limited to. */
  readonly usages?: readonly string[];
  /** Whether somebody has set that list by hand. */
  readonly hasProperty?: boolean;
}

interface FakeOptions {
  readonly roots?: readonly FakeRoot[];
  /** Error status of the chain; `undefined`: no chain can be built. */
  readonly errors?: number | undefined;
  readonly unreadable?: boolean;
}

/** A crypt32 and kernel32 over a memory in a map. */
function fakeLibraries({ roots = [], errors, unreadable = false }: FakeOptions = {}) {
  const memory = new Map<bigint, Uint8Array>();
  let next = 0x7fff_0000_0000n; // beyond what a double or 32 bits could hold by chance
  const place = (bytes: Uint8Array) => {
    const at = next += 0x1000n;
    memory.set(at, bytes);
    return at;
  };
  const pack = (size: number, fill: (view: DataView) => void) => {
    const bytes = new Uint8Array(size);
    fill(new DataView(bytes.buffer));
    return bytes;
  };
  const context = (der: readonly number[]) => {
    const at = place(Uint8Array.from(der));
    return place(pack(40, (view) => {
      view.setBigUint64(8, at, true);
      view.setUint32(16, der.length, true);
    }));
  };
  const rootsAt = roots.map(({ der }) => context(der));
  const open = new Set<bigint>();
  const opened: string[] = [];
  const added: number[][] = [];
  const asked: { leaf: number[]; flags: number; size: number; limitMs: number }[] = [];
  const functions: Record<string, (...values: ForeignValue[]) => bigint> = {
    RtlMoveMemory(to, from, length) {
      for (const [start, bytes] of memory) {
        if (typeof from !== "bigint" || from < start) continue;
        const offset = Number(from - start);
        if (offset + Number(length) > bytes.length || !(to instanceof Uint8Array)) continue;
        to.set(bytes.subarray(offset, offset + Number(length)));
        return 0n;
      }
      throw new Error(`access violation at ${from}`);
    },
    CertOpenSystemStoreW(_provider, name) {
      const text = name instanceof Uint8Array ? new TextDecoder("utf-16le").decode(name) : "";
      return text === "ROOT\0" ? track(place(new Uint8Array(1))) : 0n;
    },
    CertOpenStore: (provider) => provider === 2n ? track(place(new Uint8Array(1))) : 0n,
    CertCloseStore: (store) => untrack(store),
    CertEnumCertificatesInStore: (_store, before) =>
      rootsAt[before === 0n ? 0 : rootsAt.findIndex((at) => at === before) + 1] ?? 0n,
    CertAddEncodedCertificateToStore(_store, encoding, der) {
      if (encoding === 0x10001 && der instanceof Uint8Array) added.push([...der]);
      return 1n;
    },
    CertCreateCertificateContext(encoding, der) {
      if (encoding !== 0x10001 || !(der instanceof Uint8Array) || unreadable) return 0n;
      return track(context([...der]));
    },
    CertFreeCertificateContext: (at) => untrack(at),
    CertGetEnhancedKeyUsage(at, _flags, usage, size) {
      const { usages = [] } = roots[rootsAt.findIndex((each) => each === at)] ?? {};
      if (!(usage instanceof Uint8Array) || !(size instanceof Uint8Array)) return 0n;
      const needed = 16 + 8 * usages.length;
      new DataView(size.buffer).setUint32(0, needed, true);
      if (usage.length === 0) return 1n;
      const texts = usages.map((each) => place(new TextEncoder().encode(`${each}\0`)));
      const list = place(pack(8 * texts.length, (view) => {
        texts.forEach((text, index) => view.setBigUint64(8 * index, text, true));
      }));
      const view = new DataView(usage.buffer);
      view.setUint32(0, usages.length, true);
      view.setBigUint64(8, list, true);
      return 1n;
    },
    CertGetCertificateContextProperty(at, property) {
      const root = roots[rootsAt.findIndex((each) => each === at)];
      return property === 9 && root?.hasProperty ? 1n : 0n;
    },
    CertGetCertificateChain(_engine, at, _time, _store, parameters, flags, _reserved, result) {
      if (errors === undefined || !(parameters instanceof Uint8Array)) return 0n;
      if (typeof at !== "bigint" || !(result instanceof Uint8Array)) return 0n;
      const it = new DataView(memory.get(at)?.buffer ?? new ArrayBuffer(40));
      const wanted = new DataView(parameters.buffer);
      asked.push({
        leaf: [...memory.get(it.getBigUint64(8, true)) ?? []],
        flags: Number(flags),
        size: wanted.getUint32(0, true),
        limitMs: wanted.getUint32(56, true),
      });
      const chain = track(place(pack(56, (view) => view.setUint32(4, errors, true))));
      new DataView(result.buffer).setBigUint64(0, chain, true);
      return 1n;
    },
    CertFreeCertificateChain: (at) => untrack(at),
  };
  const track = (at: bigint) => {
    open.add(at);
    return at;
  };
  const untrack = (at: ForeignValue | undefined) => {
    if (typeof at !== "bigint" || !open.delete(at)) throw new Error(`${at} is not open`);
    return 1n;
  };
  const openLibrary: OpenLibrary = (path, declared) => {
    opened.push(path);
    const call = (name: string, values: readonly ForeignValue[]) => {
      const { parameters } = declared[name] ?? { parameters: [] };
      const found = functions[name];
      if (found === undefined) throw new Error(`${path} has no ${name}`);
      const kinds = values.map((each) => typeof each === "object" ? "bytes" : typeof each);
      const wanted = parameters.map((each) =>
        each === "u64" ? "bigint" : each === "bytes" ? "bytes" : "number"
      );
      assertEquals(kinds, wanted, name);
      return found(...values);
    };
    return {
      call: (name, ...values) => call(name, values),
      callAside: (name, ...values) => Promise.resolve(call(name, values)),
    };
  };
  return { openLibrary, open, opened, added, asked };
}

const FOLDER = "C:\\Windows\\System32";

Deno.test("trustedRoots() lists the certificates of the store that may vouch for servers", () => {
  const fake = fakeLibraries({
    roots: [
      { der: [0x30, 1] },
      { der: [0x30, 2], usages: ["1.3.6.1.5.5.7.3.3"] }, // code signing only
      { der: [0x30, 3], usages: ["1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.1"] },
      { der: [0x30, 4], usages: ["2.5.29.37.0"] },
      { der: [0x30, 5], hasProperty: true }, // all purposes switched off
    ],
  });
  const roots = windowsCertificates(fake.openLibrary, FOLDER).trustedRoots();
  assertEquals(roots.map((each) => [...each]), [[0x30, 1], [0x30, 3], [0x30, 4]]);
  assertEquals(fake.open.size, 0);
  assertEquals(fake.opened, [`${FOLDER}\\crypt32.dll`, `${FOLDER}\\kernel32.dll`]);
});

Deno.test("checkRevocation() asks for the whole chain but the root, with a time limit", async () => {
  const fake = fakeLibraries({ errors: 0x20 });
  const { checkRevocation } = windowsCertificates(fake.openLibrary, FOLDER);
  const found = await checkRevocation([Uint8Array.of(1), Uint8Array.of(2)], [Uint8Array.of(3)]);
  assertEquals(found, { status: "good" }); // an unknown root is for the handshake to refuse
  assertEquals(fake.added, [[2], [3]]);
  assertEquals(fake.asked, [{ leaf: [1], flags: 0x48000000, size: 96, limitMs: 10_000 }]);
  assertEquals(fake.open.size, 0);
});

Deno.test("checkRevocation() knows nothing where the system fails, and frees what it holds", async () => {
  const noChain = fakeLibraries();
  const unreadable = fakeLibraries({ unreadable: true });
  const whys: string[] = [];
  for (const [fake, chain] of [[noChain, [[1]]], [unreadable, [[1]]], [noChain, []]] as const) {
    const { checkRevocation } = windowsCertificates(fake.openLibrary, FOLDER);
    const found = await checkRevocation(chain.map((each) => Uint8Array.from(each)), []);
    whys.push(found.status === "unknown" ? found.why : found.status);
    assertEquals(fake.open.size, 0);
  }
  assertEquals(whys, [
    "the system could not check its chain",
    "the system cannot read it",
    "the server shows none",
  ]);
});

Deno.test("verdict() puts revoked before unknown before good", () => {
  const rows: [number, string][] = [
    [0, "good"],
    [0x21, "good"], // expired, and an unknown root: the handshake says so
    [0x4, "revoked"],
    [0x0400_0000, "revoked"],
    [0x0101_0064, "revoked"],
    [0x40, "unknown"],
    [0x0100_0000, "unknown"],
    [0x1_0000, "unknown"],
  ];
  for (const [errors, status] of rows) {
    assertEquals(verdict(errors).status, status, errors.toString(16));
  }
});

// --- the body that uses it --------------------------------------------------------------------

function windowsWith(
  openLibrary: OpenLibrary,
  env: Record<string, string> = { SystemRoot: "D:\\WINNT" },
) {
  const memory = memoryFiles();
  const slashed = (path: string) => `/${path.replaceAll("\\", "/")}`;
  const platform = windowsPlatform({
    env: fakeEnv(env),
    spawn: (program) => Promise.reject(new SystemError("not found", "not-found", program)),
    fs: {
      chmod: (path, mode) => memory.chmod(slashed(path), mode),
      list: (path) => memory.list(slashed(path)),
      remove: (path) => memory.remove(slashed(path)),
      hardLink: (from, to) => memory.hardLink(slashed(from), slashed(to)),
      rename: (from, to) => memory.rename(slashed(from), slashed(to)),
      stat: (path) => memory.stat(slashed(path)),
    },
    readText: () => Promise.resolve(undefined),
    homeFromUserDatabase: () => undefined,
    userId: () => undefined,
    openLibrary,
    arch: "x86_64",
  });
  return { platform, memory };
}

Deno.test("windowsPlatform() takes its libraries from the system's folder, once", async () => {
  const fake = fakeLibraries({ roots: [{ der: [0x30, 0, 1] }], errors: 4 });
  const { platform } = windowsWith(fake.openLibrary);
  const pem = "-----BEGIN CERTIFICATE-----\nMAAB\n-----END CERTIFICATE-----\n";
  assertEquals(await platform.trustedRoots(), [pem]);
  const found = await platform.checkRevocation?.([Uint8Array.of(1)], []);
  assertEquals(found?.status, "revoked");
  assertEquals(fake.opened, [
    "D:\\WINNT\\System32\\crypt32.dll",
    "D:\\WINNT\\System32\\kernel32.dll",
  ]);
});

Deno.test("windowsPlatform() takes no library from a relative folder", async () => {
  const fake = fakeLibraries({ roots: [{ der: [0x30] }] });
  await windowsWith(fake.openLibrary, { SystemRoot: "here" }).platform.trustedRoots();
  assertEquals(fake.opened[0], "C:\\Windows\\System32\\crypt32.dll");
});

const noLibraries: OpenLibrary = (path) => {
  throw new SystemError("not allowed", "denied", path);
};

Deno.test("replaceProgram() on Windows moves the running program aside", async () => {
  const { platform, memory } = windowsWith(noLibraries);
  const folder = "/C:/bin";
  memory.put(`${folder}/sentry-cli.exe`, "running");
  memory.put(`${folder}/sentry-cli.exe.old`, "runs as well");
  memory.put(`${folder}/sentry-cli.exe.old1`, "ended");
  memory.put(`${folder}/sentry-cli.exe.older`, "of the user");
  memory.put(`${folder}/new.part`, "new");
  // As Windows does with the file of a program that runs.
  memory.refuse = (call, path) =>
    call === "remove" && memory.text(path)?.startsWith("run") ? "permission" : undefined;
  await platform.replaceProgram(
    "C:\\bin\\sentry-cli.exe",
    "C:\\bin\\new.part",
    "C:\\bin\\.former",
  );
  assertEquals(memory.paths().map((path) => [path, memory.text(path)]), [
    [`${folder}/.former`, "running"],
    [`${folder}/sentry-cli.exe`, "new"],
    [`${folder}/sentry-cli.exe.old`, "runs as well"],
    [`${folder}/sentry-cli.exe.older`, "of the user"],
  ]);
});

Deno.test("replaceProgram() on Windows puts the old one back when the new one cannot come", async () => {
  const { platform, memory } = windowsWith(noLibraries);
  memory.put("/C:/bin/sentry-cli.exe", "running");
  const missing = platform.replaceProgram(
    "C:\\bin\\sentry-cli.exe",
    "C:\\bin\\new.part",
    "C:\\bin\\.former",
  );
  const code = await missing.then(() => "done", (error) => error.code);
  assertEquals(code, "not-found");
  assertEquals(memory.paths(), ["/C:/bin/sentry-cli.exe"]);
  assertEquals(memory.text("/C:/bin/sentry-cli.exe"), "running");
});
