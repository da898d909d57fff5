/**
 * What the bundle unpacks and evaluates its parts with, in the order in which the parts stand: texts,
 * the start, and how a part is found. `compiled_form.ts` looks for the lines around them.
 */
import { ScriptError } from "./command.ts";

/**
 * The text of a packed chunk stands in a comment of a function that is never called: a string would be
 * made at each start, and kept in the compiled code as well. The language promises that a function's
 * text is to be had as it was written.
 */
export const UNPACK = `async function __unpack(holder) {
  const [, packed] = /\\{\\/\\*([^*]*)\\*\\/\\}$/.exec(String(holder));
  const bytes = Uint8Array.from(atob(packed), (each) => each.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return await new Response(stream).text();
}
`;

/** Stands for the end of a comment inside of one. */
const COMMENT_END = "*~/";

/**
 * `eval`, and not a `data:` URL as for packages: the runtime would parse the text once more by itself.
 * The name is what a stack trace shows.
 */
export const LOADER = `const __parts = {};
const __loading = {};
const __url = import.meta.url;
function __take(name) {
  return __parts[name] ??= __find(name)();
}
async function __load(name) {
  if (name in __packed) return await (__loading[name] ??= __evaluate(name));
  return __take(name);
}
async function __evaluate(name) {
  const text = await __unpack(__packed[name]);
  const source = "(async (__take, __load, __package, __url) => {" + text + "})\\n//# sourceURL=sentry-cli/" + name;
  return await (0, eval)(source)(__take, __load, (each) => __importLazily(each), __url);
}
function __evaluateText(name) {
  const holder = String(__texts[name]);
  const text = holder.slice(holder.indexOf("/*") + 2, holder.lastIndexOf("*/")).replaceAll("${COMMENT_END}", "*/");
  const source = "(function (__take, __load, __importLazily, __url) {\\"use strict\\"; return {" + text + "}; })\\n//# sourceURL=sentry-cli/" + name;
  return (0, eval)(source)(__take, __load, (each) => __importLazily(each), __url);
}
`;

/** Lines around what is text and what is code; `compiled_form.ts` looks for them. */
export const TEXTS_OPEN = "const __texts = {\n";
export const START_OPENS = "const __start = {\n";
export const START_CLOSES = "}; // the end of the start\n";
export const FIND = `function __find(name) {
  return __start[name] ?? __evaluateText(name)[name];
}
`;

/** Members of an object as text in a comment, which V8 passes by. */
export function textHolder(name: string, text: string): string {
  if (text.includes(COMMENT_END)) {
    throw new ScriptError(`The bundle's part ${name} holds ${COMMENT_END}`);
  }
  return `  ${name}() {/*${text.replaceAll("*/", COMMENT_END)}*/},\n`;
}

/** Compressed, as base64. */
export async function pack(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
