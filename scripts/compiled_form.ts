/**
 * The bundle as `deno compile` takes it. A compiled program keeps no compiled code (decision 5), so V8
 * would go through every function of the file at each start. Here what the start needs is text in a
 * comment, too, which V8 passes by when it is not asked for.
 */
import { FIND, START_CLOSES, START_OPENS, textHolder, TEXTS_OPEN } from "./bundle_loader.ts";
import { ScriptError } from "./command.ts";
import { withoutEagerFunctions } from "./join_chunks.ts";

const FIND_IN_TEXT = `let __start;
function __find(name) {
  __start ??= __evaluateText("start");
  return __start[name] ?? __evaluateText(name)[name];
}
`;

/** Whether a text is one that `joinChunks` made. */
export function isJoined(text: string): boolean {
  return text.includes(`\n${START_OPENS}`);
}

/** The same program with all its code as text. */
export function compiledForm(bundle: string): string {
  const [beforeTexts, texts] = halves(bundle, TEXTS_OPEN);
  const [otherTexts, opened] = halves(texts, START_OPENS);
  const [start, rest] = halves(opened, `${START_CLOSES}${FIND}`);
  const holder = textHolder("start", withoutEagerFunctions(start));
  return [beforeTexts, TEXTS_OPEN, holder, otherTexts, FIND_IN_TEXT, rest].join("");
}

/** A text before and behind a line that it holds once. */
function halves(text: string, line: string): [string, string] {
  const [before = "", behind, ...more] = text.split(`\n${line}`);
  if (behind === undefined || more.length > 0) {
    throw new ScriptError("The bundle has no parts as scripts/join_chunks.ts makes them");
  }
  return [`${before}\n`, behind];
}
