/**
 * The bundle as `deno compile` takes it. A compiled program keeps no compiled code (decision 5), so V8
 * would go through every function of the file at each start. Here the code is text in comments, which it
 * passes by, until the part that holds it is asked for.
 */
import { ScriptError } from "./command.ts";
import {
  CODE_CLOSES,
  FIND,
  NEAR_OPENS,
  START_OPENS,
  withoutEagerFunctions,
} from "./join_chunks.ts";

/** Stands for the end of a comment inside of one. */
const END = "*~/";

const LOADER = `let __start;
function __find(name) {
  __start ??= __evaluateText("start");
  return __start[name] ?? __evaluateText(name)[name];
}
function __evaluateText(name) {
  const holder = String(__texts[name]);
  const text = holder.slice(holder.indexOf("/*") + 2, holder.lastIndexOf("*/")).replaceAll("${END}", "*/");
  const source = "(function (__take, __load, __importLazily, __url) {\\"use strict\\"; return {" + text + "}; })\\n//# sourceURL=sentry-cli/" + name;
  return (0, eval)(source)(__take, __load, (each) => __importLazily(each), __url);
}
`;

/** The same program with its code as text. */
export function compiledForm(bundle: string): string {
  const start = section(bundle, START_OPENS);
  const near = section(bundle, NEAR_OPENS);
  const rest = bundle.slice(near.end);
  if (!rest.startsWith(FIND) || near.opens !== start.end) throw unknownForm();
  const parts = [...near.text.matchAll(/^ {2}([\w$]+)\(\) \{\n[^]*?^\},\n/gm)];
  if (parts.map(([part]) => part).join("") !== near.text) throw unknownForm();
  const texts = [
    holder("start", withoutEagerFunctions(start.text)),
    ...parts.map(([part, name = ""]) => holder(name, part)),
  ];
  return [
    bundle.slice(0, start.opens),
    `const __texts = {\n${texts.join("")}};\n`,
    LOADER,
    rest.slice(FIND.length),
  ].join("");
}

function section(bundle: string, opening: string) {
  const opens = bundle.indexOf(`\n${opening}`) + 1;
  const from = opens + opening.length;
  const to = bundle.indexOf(`\n${CODE_CLOSES}`, from) + 1;
  if (opens === 0 || to === 0) throw unknownForm();
  return { opens, text: bundle.slice(from, to), end: to + CODE_CLOSES.length };
}

function holder(name: string, text: string): string {
  if (text.includes(END)) throw new ScriptError(`The bundle's part ${name} holds ${END}`);
  return `  ${name}() {/*${text.replaceAll("*/", END)}*/},\n`;
}

function unknownForm(): ScriptError {
  return new ScriptError("The bundle has no parts as scripts/join_chunks.ts makes them");
}
