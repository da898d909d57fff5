import { assert, assertEquals, assertRejects, assertThrows } from "../../tests/support/assert.ts";
import { memoryFiles } from "../../tests/support/memory_files.ts";
import { seeded } from "../../tests/support/random.ts";
import {
  type ArtifactHeaders,
  type ArtifactType,
  type BundleFacts,
  compareBytes,
} from "../formats/artifact_bundle/manifest.ts";
import { BadBundle, readBundle } from "../formats/artifact_bundle/read_bundle.ts";
import { loadCodecs } from "../system/deno/codecs.ts";
import { ArtifactBundleWriter, type BundledFile } from "./artifact_bundle.ts";
import { toHex } from "./chunked_object.ts";
import { packContent } from "./pack_files.ts";

const codecs = await loadCodecs();
const utf8 = (text: string) => new TextEncoder().encode(text);

interface Given {
  readonly url: string;
  readonly type: ArtifactType;
  readonly content: string;
  readonly headers?: ArtifactHeaders;
}

async function write(files: readonly Given[], facts: BundleFacts, chunkSize = 1024) {
  const fs = memoryFiles();
  const writer = await ArtifactBundleWriter.create("/tmp/b", { fs, codecs, chunkSize });
  const bundled: BundledFile[] = [];
  for (const file of files) {
    const { url, type } = file;
    bundled.push(await writer.add({ url, type, ...packContent(utf8(file.content), codecs) }));
  }
  const headersOf = (file: BundledFile) => files[bundled.indexOf(file)]?.headers ?? [];
  const finished = await writer.finish(bundled, headersOf, facts);
  return { ...finished, bytes: await fs.read("/tmp/b"), fs };
}

/** Paths to contents. */
function contents(bytes: Uint8Array): Record<string, string> {
  return Object.fromEntries(
    readBundle(bytes).map(({ path, packed }) => [
      path,
      new TextDecoder().decode(codecs.inflateRaw(packed)),
    ]),
  );
}

// The check value of the specification, §4.
const CHECK: readonly Given[] = [
  {
    url: "~/a.js",
    type: "minified_source",
    content: "x\n//# sourceMappingURL=a.js.map",
    headers: [["Sourcemap", "a.js.map"]],
  },
  {
    url: "~/a.js.map",
    type: "source_map",
    content: '{"version":3,"sources":["s.ts"],"names":[],"mappings":"AAAA"}',
  },
];

Deno.test("ArtifactBundleWriter gives the bundle id of the specification", async () => {
  const { bundleId } = await write(CHECK, { projects: [] });
  assertEquals(bundleId, "301c57ed-2a6c-5a4f-aee6-1b73e6d69033");
});

Deno.test("ArtifactBundleWriter gives the same id from announced contents, whatever was foretold", async () => {
  const files: readonly (Given & { readonly isLeftOut?: boolean })[] = [
    ...CHECK,
    { url: "~/b.js", type: "minified_source", content: "left out", isLeftOut: true },
    { url: "~/c.js", type: "minified_source", content: "c", headers: [["debug-id", "1"]] },
  ];
  const idWhen = async (foretold: ((file: Given) => ArtifactHeaders) | undefined) => {
    const fs = memoryFiles();
    const writer = await ArtifactBundleWriter.create("/tmp/b", { fs, codecs, chunkSize: 1024 });
    const headers = new Map<BundledFile, ArtifactHeaders>();
    const leftOut = [];
    for (const { url, type, content, headers: its = [], isLeftOut } of files) {
      const bytes = utf8(content);
      if (foretold) {
        writer.announce(
          { url, type, headers: foretold({ url, type, content, headers: its }) },
          bytes,
        );
      }
      const packed = packContent(bytes, codecs);
      if (isLeftOut) leftOut.push({ url, type, headers: its, packed: packed.packed });
      else headers.set(await writer.add({ url, type, ...packed }), its);
    }
    const headersOf = (file: BundledFile) => headers.get(file) ?? [];
    return (await writer.finish([...headers.keys()], headersOf, { projects: [] }, leftOut))
      .bundleId;
  };
  const id = await idWhen(undefined);
  assertEquals(await idWhen(({ headers = [] }) => headers), id);
  assertEquals(await idWhen(() => []), id);
  assertEquals(await idWhen(() => [["Sourcemap", "x"]]), id);
});

Deno.test("U1: ArtifactBundleWriter writes manifest and entries as specified", async () => {
  const facts = { org: "o", projects: ["p"], release: "1.0", dist: "d1", note: "hello" };
  const { bytes, bundleId } = await write(CHECK, facts);
  const found = contents(bytes);
  assertEquals(Object.keys(found), ["files/_/_/a.js", "files/_/_/a.js.map", "manifest.json"]);
  assertEquals(found["files/_/_/a.js"], CHECK[0]?.content);
  assertEquals(
    found["manifest.json"],
    '{"files":{"files/_/_/a.js":{"type":"minified_source","url":"~/a.js","headers":' +
      '{"sourcemap":"a.js.map"}},"files/_/_/a.js.map":{"type":"source_map","url":"~/a.js.map"}},' +
      `"debug_id":"${bundleId}","dist":"d1","note":"hello","org":"o","project":"p",` +
      '"release":"1.0"}',
  );
  for (const { fields, method } of readBundle(bytes)) {
    assertEquals(method, "deflate");
    assertEquals(fields, {
      madeBy: 0x0314,
      needed: 20,
      flags: 0,
      time: 0,
      date: 0x21,
      attributes: 0x81a40000,
      extraBytes: 0,
    });
  }
});

Deno.test("ArtifactBundleWriter names a project only when it is the only one", async () => {
  const { bytes } = await write([], { org: "o", projects: ["a", "b"] });
  const manifest: Record<string, unknown> = JSON.parse(contents(bytes)["manifest.json"] ?? "");
  assertEquals(Object.keys(manifest), ["files", "debug_id", "org"]);
});

Deno.test("ArtifactBundleWriter gives the checksums of what it has written", async () => {
  const files = Array.from({ length: 30 }, (_, at): Given => ({
    url: `~/${String(at).padStart(2, "0")}.js`,
    type: "minified_source",
    content: `${at}`.repeat(5000 + 997 * at),
  }));
  const { bytes, object } = await write(files, { projects: [] }, 1000);
  assertEquals(object.sizeBytes, bytes.length);
  const sha1 = async (part: Uint8Array) =>
    toHex(new Uint8Array(await crypto.subtle.digest("SHA-1", new Uint8Array(part))));
  assertEquals(object.checksum, await sha1(bytes));
  const chunks: string[] = [];
  for (let at = 0; at < bytes.length; at += 1000) {
    chunks.push(await sha1(bytes.subarray(at, at + 1000)));
  }
  assertEquals(object.chunks, chunks);
  assertEquals(await object.source.read(0, bytes.length), new Uint8Array(bytes));
});

Deno.test("ArtifactBundleWriter makes the same bytes from the same files", async () => {
  const [one, two] = [await write(CHECK, { projects: [] }), await write(CHECK, { projects: [] })];
  assertEquals(one.bytes, two.bytes);
});

Deno.test("ArtifactBundleWriter tells when the disk is full", async () => {
  const fs = memoryFiles();
  fs.refuse = (call) => call === "writePart" ? "no-space" : undefined;
  const writer = await ArtifactBundleWriter.create("/tmp/b", { fs, codecs, chunkSize: 1024 });
  await assertRejects(() => writer.finish([], () => [], { projects: [] }), Error, "No space left");
});

Deno.test("readBundle() never fails in another way than BadBundle, whatever is damaged", async () => {
  const { bytes } = await write(CHECK, { projects: ["p"] });
  const random = seeded(7);
  for (let round = 0; round < 3000; round++) {
    const broken = bytes.slice(
      0,
      round % 3 === 0 ? Math.floor(random() * bytes.length) : undefined,
    );
    for (let flips = 0; flips < 1 + random() * 4; flips++) {
      broken[Math.floor(random() * broken.length)] = Math.floor(random() * 256);
    }
    try {
      readBundle(broken);
    } catch (error) {
      assert(error instanceof BadBundle, `round ${round}: ${error}`);
    }
  }
});

Deno.test("readBundle() refuses what is no bundle", () => {
  assertThrows(() => readBundle(new Uint8Array(0)), BadBundle, "SYSB");
  assertThrows(
    () => readBundle(utf8("SYSB\x02\0\0\0 and nothing more, really nothing")),
    BadBundle,
  );
});

Deno.test("compareBytes() orders like the bytes of UTF-8", () => {
  const texts = ["\ufb01", "😀", "a", "\uffff", "é", "z", "", "aa", "😀a"];
  const byBytes = [...texts].sort((a, b) => {
    const [x, y] = [utf8(a), utf8(b)];
    for (let at = 0; at < Math.min(x.length, y.length); at++) {
      if (x[at] !== y[at]) return (x[at] ?? 0) - (y[at] ?? 0);
    }
    return x.length - y.length;
  });
  assertEquals([...texts].sort(compareBytes), byBytes);
});
