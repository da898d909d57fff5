import { assertEquals } from "./assert.ts";
import { readSource } from "./source_text.ts";

Deno.test("readSource() finds every form of import", () => {
  const { imports } = readSource(`
    import "./a.ts";
    import b from "./b.ts";
    import type { C } from './c.ts';
    import * as d from "./d.ts";
    import {
      e,
      type F,
    } from "./e.ts";
    export * from "./g.ts";
    export { h } from "./h.ts";
    const i = await import("./i.ts");
    type J = typeof import("./j.ts");
  `);
  assertEquals(imports.map((each) => each.specifier), [
    "./a.ts",
    "./b.ts",
    "./c.ts",
    "./d.ts",
    "./e.ts",
    "./g.ts",
    "./h.ts",
    "./i.ts",
    "./j.ts",
  ]);
  assertEquals(imports.filter((each) => !each.eager).map((each) => each.specifier), [
    "./c.ts",
    "./i.ts",
    "./j.ts",
  ]);
  assertEquals(imports.filter((each) => each.reExport).map((each) => each.specifier), [
    "./g.ts",
    "./h.ts",
  ]);
});

Deno.test("readSource() takes no import from a comment or a text", () => {
  const { imports } = readSource(
    [
      '// import "./a.ts";',
      '/* import "./b.ts"; */',
      "const c = 'import \"./c.ts\"';",
      'const d = `import "./d.ts"`;',
      'export const e = "from", f = "./f.ts";',
    ].join("\n"),
  );
  assertEquals(imports, []);
});

Deno.test("readSource() blanks comments, texts and expressions but not a template's code", () => {
  const { code } = readSource(
    'const a = "Deno.x"; // Deno.y\nconst b = `Deno.z ${Deno.args[`${1}`]} "`; /Deno."[/]/.test(c);',
  );
  assertEquals(code.match(/Deno/g)?.length, 1);
  assertEquals(code.includes("${Deno.args["), true);
  assertEquals(code.includes(".test(c);"), true);
});

Deno.test("readSource() keeps a division apart from a regular expression", () => {
  const { code } = readSource('const a = b / c; const d = "/"; const e = f(1) / 2; console');
  assertEquals(code.includes("console"), true);
  assertEquals(code.includes("const e = f(1) / 2;"), true);
});
