/** Cases U31 to U34 of the specification, and what is wrong with bundles. */
import { assertEquals, assertRejects } from "../../../tests/support/assert.ts";
import { type MemoryFiles, memoryFiles } from "../../../tests/support/memory_files.ts";
import {
  buildIndexedRamBundle,
  RAM_MAGIC,
  RAM_MAP,
  RAM_MODULES,
  section,
} from "../../../tests/support/ram_bundle.ts";
import { seeded } from "../../../tests/support/random.ts";
import { InputError } from "../../base/errors.ts";
import { posixPath } from "../../platform/path.ts";
import { bundleSources } from "./bundle_sources.ts";

function files(entries: Record<string, string | Uint8Array>): MemoryFiles {
  const fs = memoryFiles();
  for (const [path, content] of Object.entries(entries)) fs.put(`/work/b/${path}`, content);
  return fs;
}

/** URLs with contents, and warnings. */
async function sources(fs: MemoryFiles, onlyFileBundles = false) {
  const warnings: string[] = [];
  const found = await bundleSources(
    { bundle: "b/main.jsbundle", sourcemap: "b/main.jsbundle.map" },
    {
      fs,
      path: posixPath,
      cwd: "/work",
      urlOf: (name) => `~/${name}`,
      onlyFileBundles,
      warn: (text) => warnings.push(text),
    },
  );
  const texts = found.map(({ url, content }) => [url, new TextDecoder().decode(content)] as const);
  return { files: Object.fromEntries(texts), warnings };
}

const map = (more: Record<string, unknown>) => JSON.stringify({ version: 3, ...more });
const UNPACKED = {
  "~/main.jsbundle.map": map({ sources: ["start.js"], names: ["s"], mappings: "AAAAA" }),
  "~/0.js": "mod0\nmod0b",
  "~/0.js.map": map({ file: "0.js", sources: ["zero.js"], names: [], mappings: ";AACA" }),
  "~/2.js": "mod2();",
  "~/2.js.map": map({ file: "2.js", sources: ["two.js"], names: [], mappings: "IAAI" }),
};
const FILE_BUNDLE = {
  "main.jsbundle": "startup",
  "main.jsbundle.map": RAM_MAP,
  "js-modules/UNBUNDLE": RAM_MAGIC,
  "js-modules/0.js": "mod0\nmod0b",
  "js-modules/2.js": "mod2();",
};

Deno.test("U31: a plain bundle goes with its map as it is, and is called regular", async () => {
  const { files: found, warnings } = await sources(
    files({ "main.jsbundle": "x", "main.jsbundle.map": RAM_MAP }),
  );
  assertEquals(found, { "~/main.jsbundle": "x", "~/main.jsbundle.map": RAM_MAP });
  assertEquals(warnings, ["Regular bundle found"]);
});

Deno.test("U32: an indexed RAM bundle is taken apart and itself left out", async () => {
  const bundle = buildIndexedRamBundle("startup", RAM_MODULES);
  const found = await sources(files({ "main.jsbundle": bundle, "main.jsbundle.map": RAM_MAP }));
  assertEquals(found, { files: UNPACKED, warnings: [] });
});

Deno.test("U33: a file RAM bundle is taken apart, and its start-up code stays", async () => {
  const found = await sources(files(FILE_BUNDLE));
  assertEquals(found.files, { "~/main.jsbundle": "startup", ...UNPACKED });
});

Deno.test("Gradle takes apart file RAM bundles only", async () => {
  assertEquals(Object.keys((await sources(files(FILE_BUNDLE), true)).files).length, 6);
  const indexed = {
    "main.jsbundle": buildIndexedRamBundle("s", RAM_MODULES),
    "main.jsbundle.map": RAM_MAP,
  };
  const { files: found, warnings } = await sources(files(indexed), true);
  assertEquals([Object.keys(found), warnings], [["~/main.jsbundle", "~/main.jsbundle.map"], []]);
});

const NO_OFFSETS = JSON.stringify({ ...JSON.parse(RAM_MAP), x_facebook_offsets: undefined });
for (
  const [name, text] of [["without offsets", NO_OFFSETS], [
    "of a plain kind",
    UNPACKED["~/0.js.map"],
  ]]
) {
  Deno.test(`a RAM bundle with a map ${name} is warned about, and the map left out`, async () => {
    const indexed = buildIndexedRamBundle("s", RAM_MODULES);
    const warnings = ["Invalid sourcemap type for RAM bundle, skipping"];
    const found = await sources(
      files({ "main.jsbundle": indexed, "main.jsbundle.map": text ?? "" }),
    );
    assertEquals(found, { files: {}, warnings });
    const other = await sources(files({ ...FILE_BUNDLE, "main.jsbundle.map": text ?? "" }));
    assertEquals(other, { files: { "~/main.jsbundle": "startup" }, warnings });
  });
}

Deno.test("a module's first token is left out, wherever in its line it is", async () => {
  const mapped = async (mappings: string) => {
    const map = {
      version: 3,
      sections: [section(0, mappings, "m.js")],
      x_facebook_offsets: [1, 2],
    };
    const bundle = buildIndexedRamBundle("", ["a();b();c();", "d();e();f();"]);
    const found = await sources(
      files({ "main.jsbundle": bundle, "main.jsbundle.map": JSON.stringify(map) }),
    );
    return ["0", "1"].map((id) => JSON.parse(found.files[`~/${id}.js.map`] ?? "{}").mappings);
  };
  assertEquals(await mapped("AAAA;AAAA,IAAA;AAAA,IAAA"), ["IAAA", "IAAA"]);
  assertEquals(await mapped("AAAA;CAAA,GAAA;GAAA,GAAA"), ["IAAA", "MAAA"]);
  // Several at one place, before and in the module.
  assertEquals((await mapped("AAAA,AAAC;CAAA,GAAA;GAAA,GAAA"))[0], "IAAC");
  assertEquals((await mapped("AAAA;AAAA,AAAC,GAAA;GAAA"))[0], "AAAC,GAAA");
  assertEquals((await mapped("AAAA;CAAA,AAAC,GAAA;GAAA"))[0], "CAAC,GAAA");
});

Deno.test("a long line does not end a module's map before its last line", async () => {
  const code = "a_long_first_line();\nx;\nlast";
  const long = JSON.stringify({
    version: 3,
    // (0,0) (0,15) (1,1) (2,2) in, (2,4) outside the last line
    sections: [section(0, "AAAA,eAAA;CAAA;EAAA,EAAA", "m.js")],
    x_facebook_offsets: [0],
  });
  const bundle = buildIndexedRamBundle("", [code]);
  const found = await sources(files({ "main.jsbundle": bundle, "main.jsbundle.map": long }));
  assertEquals(JSON.parse(found.files["~/0.js.map"] ?? "").mappings, "eAAA;CAAA;EAAA");
});

const BROKEN: readonly (readonly [string, Record<string, string | Uint8Array>, string])[] = [
  ["no bundle", { "main.jsbundle.map": RAM_MAP }, "Could not read 'b/main.jsbundle'"],
  ["no map", { "main.jsbundle": "x" }, "Could not read 'b/main.jsbundle.map'"],
  [
    "a bundle cut short",
    { "main.jsbundle": RAM_MAGIC, "main.jsbundle.map": RAM_MAP },
    "Could not read the RAM bundle '/work/b/main.jsbundle': The header is cut short",
  ],
  [
    "a module with another name",
    { ...FILE_BUNDLE, "js-modules/a.js": "" },
    "Could not read the RAM bundle '/work/b/main.jsbundle': 'a.js' is not named after",
  ],
  [
    "a broken map",
    { ...FILE_BUNDLE, "main.jsbundle.map": "{" },
    "Could not read the source map 'b/main.jsbundle.map'",
  ],
];
for (const [name, entries, message] of BROKEN) {
  Deno.test(`bundleSources() refuses ${name}`, async () => {
    await assertRejects(() => sources(files(entries)), InputError, message);
  });
}

Deno.test("bundleSources() fails cleanly on 200 damaged bundles", async () => {
  const random = seeded(4);
  const whole = buildIndexedRamBundle("startup", RAM_MODULES);
  for (let round = 0; round < 200; round++) {
    const bundle = whole.slice();
    for (let each = 0; each < 4; each++) {
      bundle[4 + Math.floor(random() * (bundle.length - 4))] = Math.floor(random() * 256);
    }
    const tree = files({ "main.jsbundle": bundle, "main.jsbundle.map": RAM_MAP });
    await sources(tree).catch((error) => {
      if (!(error instanceof InputError)) throw error;
    });
  }
});
