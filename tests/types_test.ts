/**
 * Holds the hand-written declarations of types/ against what the packages really export: every declared
 * name is there with the declared number of parameters, and behaves as its comment says.
 */
// @ts-types="../types/std_assert.d.ts"
import * as assertions from "@std/assert";
// @ts-types="../types/std_parse_args.d.ts"
import * as parsing from "@std/cli/parse-args";
// @ts-types="../types/std_prompt_secret.d.ts"
import * as prompting from "@std/cli/prompt-secret";
// @ts-types="../types/std_path.d.ts"
import * as posix from "@std/path/posix";
// @ts-types="../types/std_path.d.ts"
import * as windows from "@std/path/windows";
import { assert, assertEquals, assertRejects, assertThrows } from "./support/assert.ts";

const BINDINGS: readonly { file: string; module: object }[] = [
  { file: "std_assert.d.ts", module: assertions },
  { file: "std_parse_args.d.ts", module: parsing },
  { file: "std_prompt_secret.d.ts", module: prompting },
  { file: "std_path.d.ts", module: posix },
  { file: "std_path.d.ts", module: windows },
];

interface Declared {
  readonly name: string;
  readonly kind: "function" | "class" | "const";
  /** Most parameters of any overload; `undefined` for what takes any number. */
  readonly parameters: number | undefined;
}

/** The exported values of a declaration file, the overloads of a function as one. */
function declarationsOf(text: string): Declared[] {
  const found = new Map<string, Declared>();
  const pattern = /^export (function|class|const) (\w+)(?:<[^(]*>)?(?:\(([\s\S]*?)\): )?/gm;
  for (const [, kind = "", name = "", list = ""] of text.matchAll(pattern)) {
    const parameters = list.includes("...") && !list.includes("...args: never")
      ? undefined
      : splitParameters(list).length;
    const before = found.get(name)?.parameters ?? 0;
    found.set(name, {
      name,
      kind: kind === "class" || kind === "const" ? kind : "function",
      parameters: parameters === undefined ? undefined : Math.max(before, parameters),
    });
  }
  return [...found.values()];
}

/** Splits at the commas that are not inside brackets. */
function splitParameters(list: string): string[] {
  const flat = list.replace(/\([^()]*\)/g, "");
  return flat.split(",").map((each) => each.trim()).filter((each) => /^\w+\??:/.test(each));
}

/** How many parameters a function's own text names. */
function parametersOf(value: CallableFunction): number {
  const text = value.toString();
  const list = text.slice(text.indexOf("(") + 1, text.indexOf(") {"));
  return list.split(",").filter((each) => each.trim() !== "").length;
}

for (const file of new Set(BINDINGS.map((each) => each.file))) {
  Deno.test(`types/${file} declares only what the packages export`, async () => {
    const text = await Deno.readTextFile(new URL(`../types/${file}`, import.meta.url));
    const declared = declarationsOf(text);
    assert(declared.length > 0, "no declaration found");
    for (const { module } of BINDINGS.filter((each) => each.file === file)) {
      const exported = new Map<string, unknown>(Object.entries(module));
      for (const { name, kind, parameters } of declared) {
        const value = exported.get(name);
        if (kind === "const") assertEquals(typeof value, "string", name);
        else assertEquals(typeof value, "function", name);
        if (kind === "function" && typeof value === "function" && parameters !== undefined) {
          assertEquals(parametersOf(value), parameters, `parameters of ${name}`);
        }
      }
    }
  });
}

Deno.test("every file of types/ is held by this test", async () => {
  const files = (await Array.fromAsync(Deno.readDir(new URL("../types/", import.meta.url))))
    .map((each) => each.name);
  assertEquals(files.sort(), [...new Set(BINDINGS.map((each) => each.file))].sort());
});

Deno.test("@std/assert throws AssertionError with the message and gives what was thrown", async () => {
  const { AssertionError } = assertions;
  const failures: (() => unknown)[] = [
    () => assert(0, "why"),
    () => assertEquals([1, { a: 2 }], [1, { a: 3 }], "why"),
    () => assertions.assertNotEquals({ a: 1 }, { a: 1 }, "why"),
    () => assertions.assertStrictEquals<unknown>({}, {}, "why"),
    () => assertions.assertExists(null, "why"),
    () => assertions.assertStringIncludes("abc", "d", "why"),
    () => assertions.assertMatch("abc", /d/, "why"),
    () => assertThrows(() => {}, "why"),
    () => assertions.fail("why"),
  ];
  for (const failure of failures) assertThrows(failure, AssertionError, "why", String(failure));
  const error = new TypeError("the reason");
  assertEquals(
    assertThrows(() => {
      throw error;
    }) === error,
    true,
  );
  assertEquals(
    await assertRejects(() => Promise.reject(error), TypeError, "reason") === error,
    true,
  );
  await assertRejects(() => assertRejects(() => Promise.resolve()), AssertionError);
});

Deno.test("parseArgs() stops early, collects, keeps texts and reports unknown words", () => {
  const unknown: [string, string | undefined, unknown][] = [];
  const parsed = parsing.parseArgs(
    ["--org", "0042", "-p", "a", "-p", "b", "--odd=1", "new", "-x"],
    {
      string: ["org", "p", "_"],
      collect: ["p"],
      stopEarly: true,
      unknown: (arg, key, value) => {
        unknown.push([arg, key, value]);
        return key === undefined;
      },
    },
  );
  assertEquals(parsed, { _: ["new", "-x"], org: "0042", p: ["a", "b"] });
  assertEquals(unknown, [["--odd=1", "odd", "1"], ["new", undefined, undefined]]);
  assertEquals(parsing.parseArgs(["a", "--", "-b"], { "--": true }), { _: ["a"], "--": ["-b"] });
});

Deno.test("promptSecret() gives null without a terminal", () => {
  if (Deno.stdin.isTerminal()) return; // it would ask whoever runs the tests
  assertEquals(prompting.promptSecret("?"), null);
});

Deno.test("path functions work by their own system's rules", () => {
  assertEquals([posix.SEPARATOR, posix.DELIMITER], ["/", ":"]);
  assertEquals([windows.SEPARATOR, windows.DELIMITER], ["\\", ";"]);
  assertEquals(posix.join("/a", "..", "b"), "/b");
  assertEquals(windows.join("C:\\a", "..", "b"), "C:\\b");
  assertEquals(posix.basename("/a/b.ts", ".ts"), "b");
  assertEquals(windows.dirname("C:/a/b"), "C:/a");
  assertEquals(posix.extname("a.tar.gz"), ".gz");
  assertEquals(windows.isAbsolute("C:/a"), true);
  assertEquals(posix.isAbsolute("C:/a"), false);
  assertEquals(posix.normalize("/a/./b/../c"), "/a/c");
  assertEquals(posix.relative("/a/b", "/a/c"), "../c");
  assertEquals(windows.resolve("C:\\a", "..\\b"), "C:\\b");
  assertEquals(posix.fromFileUrl("file:///a%20b"), "/a b");
  assertEquals(windows.toFileUrl("C:\\a").href, "file:///C:/a");
});
