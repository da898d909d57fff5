/**
 * The bundler's chunks put back into one file. What a start always needs stays code, for which the
 * runtime keeps compiled code from run to run; what a command loads with `import()` becomes compressed
 * text, which costs a start next to nothing and is unpacked and evaluated when that command runs.
 */
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

/** Joins the chunks; `entry` is the name of the one that runs first. */
export async function joinChunks(chunks: readonly Chunk[], entry: string): Promise<string> {
  const parsed = new Map(chunks.map((chunk) => [chunk.name, parse(chunk)]));
  const names = shortNames(parsed, entry);
  const core = withStaticImports(parsed, entry);
  const lazy = [...names.keys()].filter((name) => !core.includes(name));
  const table: string[] = [];
  for (const name of lazy) {
    const packed = await pack(lazyText(chunkNamed(parsed, name), { names, core }));
    table.push(`  ${names.get(name)}() {/*${packed}*/},\n`);
  }
  const parts = core.map((name) => coreText(chunkNamed(parsed, name), { names, entry }));
  const loader = lazy.length === 0 ? "" : `${LOADER}const __packed = {\n${table.join("")}};\n`;
  return [UNPACK, loader, ...parts].join("");
}

/**
 * The text of a packed chunk stands in a comment of a function that is never called: a string would be
 * made at each start, and kept in the compiled code as well. The language promises that a function's
 * text is to be had as it was written.
 */
const UNPACK = `async function __unpack(holder) {
  const [, packed] = /\\{\\/\\*([^*]*)\\*\\/\\}$/.exec(String(holder));
  const bytes = Uint8Array.from(atob(packed), (each) => each.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return await new Response(stream).text();
}
`;

/**
 * `eval`, and not a `data:` URL as for packages: the runtime would parse the text once more by itself.
 * The name is what a stack trace shows.
 */
const LOADER = `const __loaded = {};
const __core = {};
const __url = import.meta.url;
function __load(name) {
  return __loaded[name] ??= __evaluate(name);
}
async function __evaluate(name) {
  const text = await __unpack(__packed[name]);
  const source = "(async (__core, __load, __package, __url) => {" + text + "})\\n//# sourceURL=sentry-cli/" + name;
  return await (0, eval)(source)(__core, __load, (each) => __importLazily(each), __url);
}
`;

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

/** The chunk and all that it imports at once, each behind what it needs. */
function withStaticImports(parsed: ReadonlyMap<string, Parsed>, entry: string): string[] {
  const order: string[] = [];
  const visit = (name: string, path: readonly string[]) => {
    if (order.includes(name)) return;
    if (path.includes(name)) throw new ScriptError(`The bundler's ${name} imports itself`);
    for (const { from } of chunkNamed(parsed, name).imports) visit(from, [...path, name]);
    order.push(name);
  };
  visit(entry, []);
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
  // Getters: a function may be asked for before the chunk's own code has run to its end.
  return `{ ${
    exports.map(({ local, shared }) => `get ${shared}() { return ${local}; }`).join(", ")
  } }`;
}

function coreText(
  { name, body, imports, exports }: Parsed,
  { names, entry }: { readonly names: Names; readonly entry: string },
): string {
  const taken = imports.map(({ from, names: some }) =>
    `const ${destructuring(some)} = __core.${names.get(from)};\n`
  );
  const text = taken.join("") + loadsByName(body, names);
  if (name === entry) return text;
  return `__core.${names.get(name)} = (() => {\n${text}return ${exportsObject(exports)};\n})();\n`;
}

function lazyText(
  { name, body, imports, exports }: Parsed,
  { names, core }: { readonly names: Names; readonly core: readonly string[] },
): string {
  const taken = imports.map(({ from, names: some }) => {
    const place = core.includes(from)
      ? `__core.${names.get(from)}`
      : `await __load(${JSON.stringify(names.get(from))})`;
    return `const ${destructuring(some)} = ${place};\n`;
  });
  const text = loadsByName(body, names).replaceAll("import.meta.url", "__url")
    .replaceAll("__importLazily(", "__package(");
  if (/\bimport\.meta\b/.test(text)) throw unknownForm(name, "import.meta");
  return `"use strict";\n${taken.join("")}${text}return ${exportsObject(exports)};\n`;
}

/** Compressed, as base64. */
export async function pack(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
