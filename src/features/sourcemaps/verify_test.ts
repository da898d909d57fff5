import { assert, assertEquals } from "../../../tests/support/assert.ts";
import { halfWritten } from "../../../tests/support/half_written.ts";
import { memoryFiles } from "../../../tests/support/memory_files.ts";
import { seeded } from "../../../tests/support/random.ts";
import { posixPath } from "../../platform/path.ts";
import { verify } from "./verify.ts";

const SCRIPT = "x();y();\n//# sourceMappingURL=a.js.map\n";
const MAP = JSON.stringify({
  version: 3,
  sources: ["a.ts"],
  sourcesContent: ["one\ntwo"],
  names: [],
  mappings: "AAAA,EACA",
});

function run(files: Record<string, string | Uint8Array>, signal = new AbortController().signal) {
  const fs = memoryFiles();
  for (const [path, content] of Object.entries(files)) fs.put(path, content);
  const doors = { fs, path: posixPath, cwd: "/", signal };
  return verify({ paths: Object.keys(files), extensions: ["js"] }, doors);
}

async function codes(files: Record<string, string | Uint8Array>): Promise<string[]> {
  return (await run(files)).flatMap(({ findings }) => findings.map(({ code }) => code));
}

Deno.test("verify() looks at every position of a map", async () => {
  const [found] = await run({ "/d/a.js": SCRIPT, "/d/a.js.map": MAP });
  assertEquals([found?.positions, found?.map], [2, "/d/a.js.map"]);
});

Deno.test("verify() names what is not text and what cannot be read, and goes on", async () => {
  const files = { "/d/a.js": Uint8Array.of(0xff), "/d/b.js": "x" };
  assertEquals(await codes(files), ["not-text", "no-map"]);
  const fs = memoryFiles();
  fs.put("/d/a.js", "x");
  fs.refuse = (call) => call === "read" ? "permission" : undefined;
  const signal = new AbortController().signal;
  const doors = { fs, path: posixPath, cwd: "/", signal };
  const [found] = await verify({ paths: ["/d/a.js"], extensions: ["js"] }, doors);
  assertEquals(found?.findings[0]?.code, "unreadable");
});

Deno.test("verify() names what a killed inject left half written", async () => {
  const utf8 = new TextEncoder();
  const half = (text: string) => halfWritten(utf8.encode(text), utf8.encode(`${text} `), "new", 9);
  assertEquals(await codes({ "/d/a.js": half(SCRIPT), "/d/a.js.map": MAP }), [
    "unreadable",
    "map-unused",
  ]);
  assertEquals(await codes({ "/d/a.js": SCRIPT, "/d/a.js.map": half(MAP) }), ["map-broken"]);
});

Deno.test("verify() reads indexed maps and says when one is only named", async () => {
  const section = { offset: { line: 0, column: 0 } };
  const whole = { version: 3, sections: [{ ...section, map: JSON.parse(MAP) }] };
  const named = { version: 3, sections: [{ ...section, url: "b.map" }] };
  const of = (map: unknown) => codes({ "/d/a.js": SCRIPT, "/d/a.js.map": JSON.stringify(map) });
  assertEquals(await of(whole), ["no-debug-id"]);
  assertEquals(await of(named), ["map-broken"]);
});

Deno.test("verify() counts positions in UTF-16 units and lines of every ending", async () => {
  const map = (mappings: string) => MAP.replace("AAAA,EACA", mappings);
  const of = (script: string, mappings: string) =>
    codes({
      "/d/a.js": `${script}\n//# sourceMappingURL=a.js.map\n`,
      "/d/a.js.map": map(mappings),
    });
  // Column 3 is the end of a line of two characters outside the basic plane and one inside, minus two.
  assertEquals(await of("😀b", "AAAA,GACA"), ["no-debug-id"]);
  assertEquals(await of("b", "AAAA,GACA"), ["no-debug-id", "wrong-script"]);
  assertEquals(await of("a\r\nb\rc", "AAAA;;ACAA"), ["map-broken"]);
  assertEquals(await of("a\r\nb\rc", "AAAA;;AAAA"), ["no-debug-id"]);
});

Deno.test("verify() stops when it is told to", async () => {
  const aborted = AbortSignal.abort("SIGINT");
  let reason: unknown;
  await run({ "/d/a.js": SCRIPT }, aborted).catch((error) => reason = error);
  assertEquals(reason, "SIGINT");
});

Deno.test("verify() gives an answer on 300 damaged pairs", async () => {
  const random = seeded(8);
  const damage = (text: string) => {
    const bytes = new TextEncoder().encode(text);
    bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    return bytes;
  };
  let troubled = 0;
  for (let round = 0; round < 300; round++) {
    const results = await run({ "/d/a.js": damage(SCRIPT), "/d/a.js.map": damage(MAP) });
    assert(results.length > 0);
    if (results.some(({ findings }) => findings.some(({ level }) => level === "error"))) troubled++;
  }
  assert(troubled > 30, `${troubled} of 300`);
});
