import { assert, assertEquals, assertRejects } from "../tests/support/assert.ts";
import { type Chunk, joinChunks } from "./join_chunks.ts";
import { ScriptError } from "./command.ts";

const START = `import {
  shared,
  two as second
} from "./chunk-AAAAAAAA.js";

// main.ts
globalThis.seen.push("start " + shared() + second);
globalThis.later = async () => {
  const { answer } = await import("./later-BBBBBBBB.js");
  return await answer();
};
`;
const SHARED = `// src/shared.ts
var two = 2;
var shared = () => "shared";

export {
  shared,
  two
};
`;
const LATER = `import {
  deep
} from "./chunk-CCCCCCCC.js";
import {
  two
} from "./chunk-AAAAAAAA.js";
import { basename, join as joined } from "node:path";
import process from "node:process";

// src/later.ts
globalThis.seen.push("later");
async function answer() {
  const { more } = await import("./more-DDDDDDDD.js");
  return [deep, two, basename("/a/b"), joined("a", "b"), typeof process.pid, more(), import.meta.url];
}

export {
  answer
};
`;
const DEEP = `var internal = "deep";
globalThis.seen.push("deep");

export {
  internal as deep
};
`;
const MORE = `import {
  deep
} from "./chunk-CCCCCCCC.js";
function more() {
  return \`more \${deep}\`;
}
export {
  more
};
`;

const CHUNKS: readonly Chunk[] = [
  { name: "main.js", text: START },
  { name: "chunk-AAAAAAAA.js", text: SHARED },
  { name: "chunk-CCCCCCCC.js", text: DEEP },
  { name: "later-BBBBBBBB.js", text: LATER },
  { name: "more-DDDDDDDD.js", text: MORE },
];

/** What the chunks above leave behind on the global object. */
function globals(): Record<string, unknown> {
  return Object.fromEntries(["seen", "later"].map((name) => [name, Reflect.get(globalThis, name)]));
}

Deno.test("joinChunks() runs the start at once and the rest when it is asked for, each once", async () => {
  const text = await joinChunks(CHUNKS, "main.js");
  Reflect.set(globalThis, "seen", []);
  try {
    await import(`data:text/javascript,${encodeURIComponent(text)}`);
    const { seen, later } = globals();
    assertEquals(seen, ["start shared2"]);
    assert(typeof later === "function");
    const [first, second] = await Promise.all([later(), later()]);
    assertEquals(first, second);
    assertEquals(first.slice(0, -1), ["deep", 2, "b", "a/b", "number", "more deep"]);
    assert(String(first.at(-1)).startsWith("data:"));
    assertEquals(seen, ["start shared2", "deep", "later"]);
  } finally {
    Reflect.deleteProperty(globalThis, "seen");
    Reflect.deleteProperty(globalThis, "later");
  }
});

Deno.test("joinChunks() names nothing by the bundler's hashes, in whatever order chunks come", async () => {
  const text = await joinChunks(CHUNKS, "main.js");
  assertEquals(/AAAAAAAA|BBBBBBBB|CCCCCCCC/.exec(text), null);
  assertEquals(await joinChunks(CHUNKS.toReversed(), "main.js"), text);
});

Deno.test("joinChunks() refuses what it does not know", async () => {
  const withImport = (line: string) => [{ name: "main.js", text: `${line}\n` }];
  for (
    const line of [
      'import "https://a.b/c.js";',
      'import * as x from "./y.js";',
      'import "./gone.js";',
    ]
  ) {
    await assertRejects(() => joinChunks(withImport(line), "main.js"), ScriptError);
  }
});
