import { assert, assertEquals, assertRejects, assertThrows } from "../tests/support/assert.ts";
import { ScriptError } from "./command.ts";
import { compiledForm } from "./compiled_form.ts";
import { type Chunk, joinChunks } from "./join_chunks.ts";

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

const TIERS = { entry: "main.js", isNear: ({ text }: Chunk) => text.includes("src/near.ts") };

const GLOBALS = ["seen", "later", "near"];

/** What the chunks above leave behind on the global object. */
function globals(): Record<string, unknown> {
  return Object.fromEntries(GLOBALS.map((name) => [name, Reflect.get(globalThis, name)]));
}

/** The same, and a command that what is loaded first loads, with what that needs. */
const WITH_NEAR: readonly Chunk[] = [
  ...CHUNKS.filter(({ name }) => !name.startsWith("later")),
  {
    name: "later-BBBBBBBB.js",
    text: LATER.replace(
      'await import("./more-DDDDDDDD.js");',
      'await import("./more-DDDDDDDD.js");\n  globalThis.near = () => import("./near-EEEEEEEE.js");',
    ),
  },
  {
    name: "near-EEEEEEEE.js",
    text: `import {
  below
} from "./chunk-FFFFFFFF.js";

// src/near.ts
globalThis.seen.push("near");
async function* many() {
  yield \`}
\${below} ${"*"}/\`;
}

export {
  many
};
`,
  },
  { name: "chunk-FFFFFFFF.js", text: "var below = /a*/.source;\n\nexport {\n  below\n};\n" },
];

/** Runs a bundle; gives what it put down in `globalThis.seen`, and `use` what it left behind. */
async function running(text: string, use: (left: Record<string, unknown>) => Promise<void>) {
  Reflect.set(globalThis, "seen", []);
  try {
    await import(`data:text/javascript,${encodeURIComponent(text)}`);
    await use(globals());
  } finally {
    for (const name of GLOBALS) Reflect.deleteProperty(globalThis, name);
  }
}

Deno.test("joinChunks() runs the start at once and the rest when it is asked for, each once", async () => {
  await running(await joinChunks(CHUNKS, TIERS), async ({ seen, later }) => {
    assertEquals(seen, ["start shared2"]);
    assert(typeof later === "function");
    const [first, second] = await Promise.all([later(), later()]);
    assertEquals(first, second);
    assertEquals(first.slice(0, -1), ["deep", 2, "b", "a/b", "number", "more deep"]);
    assert(String(first.at(-1)).startsWith("data:"));
    assertEquals(seen, ["start shared2", "deep", "later"]);
  });
});

Deno.test("joinChunks() and compiledForm() keep what is near as code and as text", async () => {
  const text = await joinChunks(WITH_NEAR, TIERS);
  const compiled = compiledForm(text);
  assert(
    text.includes('var internal = "deep";') && text.includes("const answer = (async function"),
  );
  assertEquals(/^const __start\b/m.exec(compiled), null);
  assert(compiled.includes("async function answer") && !compiled.includes("const answer"));
  for (const form of [text, compiled]) {
    await running(form, async ({ seen, later }) => {
      assert(typeof later === "function");
      await later();
      const { near } = globals();
      assert(typeof near === "function");
      const { many } = await near();
      assertEquals(await Array.fromAsync(many()), ["}\na* */"]);
      assertEquals(await near(), await near());
      assertEquals(seen, ["start shared2", "deep", "later", "near"]);
    });
  }
});

Deno.test("compiledForm() refuses what joinChunks() did not make", () => {
  assertThrows(() => compiledForm("globalThis.seen = 1;\n"), ScriptError);
});

Deno.test("joinChunks() holds no character that takes V8 two bytes", async () => {
  const text = await joinChunks([{ name: "main.js", text: "// a … b\nvar x = 1;\n" }], TIERS);
  assert(text.includes("// a \\u2026 b"));
});

Deno.test("joinChunks() names nothing by the bundler's hashes, in whatever order chunks come", async () => {
  const text = await joinChunks(CHUNKS, TIERS);
  assertEquals(/AAAAAAAA|BBBBBBBB|CCCCCCCC/.exec(text), null);
  assertEquals(await joinChunks(CHUNKS.toReversed(), TIERS), text);
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
    await assertRejects(
      () => joinChunks(withImport(line), { entry: "main.js", isNear: () => false }),
      ScriptError,
    );
  }
});
