/**
 * The bundler's chunks put back into one file, in four ways (decision 6): what the entry needs at once
 * is code that runs; what it loads first is code that is compiled and kept; commands are text in
 * comments; and what those load is compressed text.
 */
import {
  FIND,
  LOADER,
  pack,
  START_CLOSES,
  START_OPENS,
  textHolder,
  TEXTS_OPEN,
  UNPACK,
} from "./bundle_loader.ts";
import { ScriptError } from "./command.ts";

/** A file that the bundler wrote. */
export interface Chunk {
  readonly name: string;
  readonly text: string;
}

interface Parsed {
  readonly name: string;
  readonly body: string;
  readonly imports: readonly Import[];
  readonly exports: readonly Binding[];
}

interface Import {
  readonly from: string;
  readonly names: readonly Binding[];
}

/** `local` inside the chunk, `shared` outside. */
interface Binding {
  readonly local: string;
  readonly shared: string;
}

/** Which chunks go where; the entry and what it needs at once come first anyway. */
export interface Tiers {
  /** Name of the chunk that runs first. */
  readonly entry: string;
  /** What stays code besides, with all it needs, of what is loaded later. */
  readonly isNear: (chunk: Chunk, by: "start" | "near") => boolean;
}

/** Joins the chunks. */
export async function joinChunks(chunks: readonly Chunk[], tiers: Tiers): Promise<string> {
  const { entry } = tiers;
  const parsed = new Map(chunks.map((chunk) => [chunk.name, parse(chunk)]));
  const names = shortNames(parsed, entry);
  const core = withStaticImports(parsed, [entry]);
  const start = withStaticImports(parsed, core.flatMap((name) => loadedBy(parsed, name)))
    .filter((name) => !core.includes(name));
  const nearNames = nearChunks(parsed, [...core, ...start], tiers);
  const code = [...core, ...start, ...nearNames];
  const far = [...names.keys()].filter((name) => !code.includes(name));
  const textOf = (name: string) => chunkNamed(parsed, name);
  const table: string[] = [];
  for (const name of far) {
    const packed = await pack(farText(textOf(name), { names, far }));
    table.push(`  ${names.get(name)}() {/*${packed}*/},\n`);
  }
  const near = nearNames.map((name) => {
    const short = names.get(name) ?? name;
    return textHolder(short, `${short}() {\n${codeText(textOf(name), names)}},\n`);
  });
  const eager = (name: string) =>
    `  ${names.get(name)}: (function ${names.get(name)}() {\n${
      eagerFunctions(codeText(textOf(name), names))
    }}),\n`;
  return asciiOnly([
    UNPACK,
    LOADER,
    `const __packed = {\n${table.join("")}};\n`,
    `${TEXTS_OPEN}${near.join("")}};\n`,
    `${START_OPENS}${start.map(eager).join("")}${START_CLOSES}`,
    FIND,
    ...core.map((name) => coreText(textOf(name), { names, entry })),
  ].join(""));
}

/** What some chunks load that is near, what that needs, and what all those load in turn. */
function nearChunks(
  parsed: ReadonlyMap<string, Parsed>,
  from: readonly string[],
  { isNear }: Tiers,
): string[] {
  const known = new Set(from);
  let last = [...from];
  let by: "start" | "near" = "start";
  while (last.length > 0) {
    const wanted = last.flatMap((name) => loadedBy(parsed, name))
      .filter((name) => isNear({ name, text: chunkNamed(parsed, name).body }, by));
    by = "near";
    last = withStaticImports(parsed, wanted).filter((name) => !known.has(name));
    for (const name of last) known.add(name);
  }
  return [...known].slice(from.length);
}

/** The chunks that one loads with `import()`. */
function loadedBy(parsed: ReadonlyMap<string, Parsed>, name: string): string[] {
  return [...chunkNamed(parsed, name).body.matchAll(DYNAMIC_IMPORT)].map(([, from = ""]) => from);
}

/**
 * Functions in parentheses, in front of the rest as declarations are: V8 compiles those at once and the
 * runtime keeps them, where a declaration is compiled anew in each run that calls it.
 */
function eagerFunctions(text: string): string {
  const functions: string[] = [];
  const rest = text.replace(
    /^(?:async )?function\*? ([\w$]+)\([^]*?^\}\n/gm,
    (declaration, name: string) => {
      functions.push(`const ${name} = (${declaration.trimEnd()});\n`);
      return "";
    },
  );
  return functions.join("") + rest;
}

/** The declarations again, for a runtime that keeps nothing: V8 compiles those that are called. */
export function withoutEagerFunctions(text: string): string {
  return text.replace(
    /^const ([\w$]+) = \(((?:async )?function\*? \1\([^]*?^\})\);$/gm,
    (_all, _name, declaration: string) => declaration,
  );
}

/** The bundler escapes all but comments; one other character has V8 hold the text in twice the space. */
function asciiOnly(text: string): string {
  return text.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const IDENTIFIER = "[\\w$]+";
const STATIC_IMPORT = new RegExp(
  `^import (?:(${IDENTIFIER})(?:, )?)?(?:\\* as (${IDENTIFIER}))?(?:\\{([^}]*)\\})?(?: from )?"([^"]+)";\\n`,
  "gm",
);
const EXPORTS = /^export \{([^}]*)\};\s*$/m;

function parse({ name, text }: Chunk): Parsed {
  const imports: Import[] = [];
  let nodeImports = "";
  const withoutImports = text.replace(
    STATIC_IMPORT,
    (_all, fallback?: string, whole?: string, some?: string, from = "") => {
      const chunk = /^\.\/(.+\.js)$/.exec(from)?.[1];
      if (chunk !== undefined) {
        if (fallback !== undefined || whole !== undefined) throw unknownForm(name, from);
        imports.push({ from: chunk, names: bindings(some ?? "", "imported") });
        return "";
      }
      if (!from.startsWith("node:")) throw unknownForm(name, from);
      const module = `globalThis.process.getBuiltinModule(${JSON.stringify(from)})`;
      for (const local of [fallback, whole]) {
        if (local !== undefined) nodeImports += `const ${local} = ${module};\n`;
      }
      if (some !== undefined) {
        nodeImports += `const ${destructuring(bindings(some, "imported"))} = ${module};\n`;
      }
      return "";
    },
  );
  const exported = EXPORTS.exec(withoutImports)?.[1] ?? "";
  const body = nodeImports + withoutImports.replace(EXPORTS, "");
  return { name, body, imports, exports: bindings(exported, "exported") };
}

function unknownForm(chunk: string, from: string): ScriptError {
  return new ScriptError(`The bundler's ${chunk} imports ${from} in a form that is not known here`);
}

/** `a, b as c`: outside comes first in what is imported, last in what is exported. */
function bindings(list: string, kind: "imported" | "exported"): Binding[] {
  return list.split(",").map((each) => each.trim()).filter((each) => each !== "").map((each) => {
    const [first = "", second = first] = each.split(" as ");
    return kind === "imported"
      ? { shared: first, local: second }
      : { local: first, shared: second };
  });
}

function destructuring(names: readonly Binding[]): string {
  const each = names.map(({ local, shared }) => local === shared ? local : `${shared}: ${local}`);
  return `{ ${each.join(", ")} }`;
}

function chunkNamed(parsed: ReadonlyMap<string, Parsed>, name: string): Parsed {
  const found = parsed.get(name);
  if (found === undefined) throw new ScriptError(`The bundler wrote no ${name}`);
  return found;
}

/** Some chunks and all that they import at once, each behind what it needs. */
function withStaticImports(
  parsed: ReadonlyMap<string, Parsed>,
  wanted: readonly string[],
): string[] {
  const order: string[] = [];
  const visit = (name: string, path: readonly string[]) => {
    if (order.includes(name)) return;
    if (path.includes(name)) throw new ScriptError(`The bundler's ${name} imports itself`);
    for (const { from } of chunkNamed(parsed, name).imports) visit(from, [...path, name]);
    order.push(name);
  };
  for (const name of wanted) visit(name, []);
  return order;
}

const DYNAMIC_IMPORT = /\bimport\("\.\/([^"]+\.js)"\)/g;

/**
 * Names without the bundler's hashes, which depend on where it ran: in the order in which a walk from
 * the entry meets the chunks.
 */
function shortNames(parsed: ReadonlyMap<string, Parsed>, entry: string): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const visit = (name: string) => {
    if (names.has(name)) return;
    const stem = name.replace(/\.js$/, "").replace(/-[A-Z0-9]{8}$/, "").replaceAll(/\W/g, "_");
    let short = stem;
    for (let count = 2; taken.has(short); count++) short = `${stem}_${count}`;
    taken.add(short);
    names.set(name, short);
    const { imports, body } = chunkNamed(parsed, name);
    for (const { from } of imports) visit(from);
    for (const [, from = ""] of body.matchAll(DYNAMIC_IMPORT)) visit(from);
  };
  visit(entry);
  return names;
}

type Names = ReadonlyMap<string, string>;

function loadsByName(body: string, names: Names): string {
  return body.replaceAll(
    DYNAMIC_IMPORT,
    (_all, name: string) => `__load(${JSON.stringify(names.get(name))})`,
  );
}

function exportsObject(exports: readonly Binding[]): string {
  return `{ ${
    exports.map(({ local, shared }) => local === shared ? local : `${shared}: ${local}`).join(", ")
  } }`;
}

/** What a chunk takes from others that are code. */
function taken({ imports }: Parsed, names: Names): string {
  return imports.map(({ from, names: some }) =>
    `const ${destructuring(some)} = __take(${JSON.stringify(names.get(from))});\n`
  ).join("");
}

function coreText(
  parsed: Parsed,
  { names, entry }: { readonly names: Names; readonly entry: string },
): string {
  const { name, body, exports } = parsed;
  const text = taken(parsed, names) + loadsByName(body, names);
  if (name === entry) return text;
  return `__parts.${names.get(name)} = (() => {\n${text}return ${exportsObject(exports)};\n})();\n`;
}

/** The body of a function. */
function codeText(parsed: Parsed, names: Names): string {
  return `${taken(parsed, names)}${withoutMeta(loadsByName(parsed.body, names), parsed)}return ${
    exportsObject(parsed.exports)
  };\n`;
}

function farText(
  parsed: Parsed,
  { names, far }: { readonly names: Names; readonly far: readonly string[] },
): string {
  const { body, imports, exports } = parsed;
  const taken = imports.map(({ from, names: some }) => {
    const name = JSON.stringify(names.get(from));
    const place = far.includes(from) ? `await __load(${name})` : `__take(${name})`;
    return `const ${destructuring(some)} = ${place};\n`;
  });
  const text = withoutMeta(loadsByName(body, names), parsed)
    .replaceAll("__importLazily(", "__package(");
  return `"use strict";\n${taken.join("")}${text}return ${exportsObject(exports)};\n`;
}

/** Where a text does not stand in the module itself. */
function withoutMeta(text: string, { name }: Parsed): string {
  const found = text.replaceAll("import.meta.url", "__url");
  if (/\bimport\.meta\b/.test(found)) throw unknownForm(name, "import.meta");
  return found;
}
