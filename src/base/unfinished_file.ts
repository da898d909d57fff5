/**
 * A file that is being written over carries its new content behind the old one until it is done, and a
 * last line that says how far it came. So a process that was killed (SIGKILL stops a write between two
 * pages) leaves a file of which the next one can tell both contents apart.
 */

const MARK = "//# sentry-cli is writing this file: ";
const STAGES = ["old", "new"] as const;
const DIGITS = 16;
/** `MARK`, the stage, both lengths, a line end. */
const LINE_BYTES = MARK.length + 3 + 2 * (1 + DIGITS) + 1;

const PAGE_BYTES = 4096;

/** Whether a write stays within one page, and so is done or not done when the process is killed. */
export function isOneWrite(from: number, length: number): boolean {
  return from % PAGE_BYTES + length <= PAGE_BYTES;
}

/** Which content counts while the line is there. */
export type Stage = typeof STAGES[number];

/**
 * Where the new content stands while it is written, and where the last line does: within one page, so
 * that it is there or not.
 */
export function placesOf(
  lengths: { readonly before: number; readonly data: number },
): { readonly content: number; readonly line: number } {
  const content = Math.max(lengths.before, lengths.data);
  const end = content + lengths.data;
  const left = PAGE_BYTES - end % PAGE_BYTES;
  return { content, line: left < LINE_BYTES ? end + left : end };
}

/** The last line. */
export function unfinishedLine(
  stage: Stage,
  { before, data }: { readonly before: number; readonly data: number },
): Uint8Array {
  const number = (value: number) => String(value).padStart(DIGITS, "0");
  return new TextEncoder().encode(`${MARK}${stage} ${number(before)} ${number(data)}\n`);
}

/** What a file is to hold: its bytes, or what a killed process left of its old or new content. */
export function settledContent<T extends ArrayBufferLike>(bytes: Uint8Array<T>): Uint8Array<T> {
  let content = bytes;
  // A recovery may have been killed, too.
  for (let inner = within(content); inner !== undefined; inner = within(content)) content = inner;
  return content;
}

function within<T extends ArrayBufferLike>(bytes: Uint8Array<T>): Uint8Array<T> | undefined {
  const at = bytes.length - LINE_BYTES;
  // Most files are told apart by their last letters.
  if (at < 0 || bytes[at] !== 0x2f || bytes[at + 4] !== 0x73) return undefined;
  const line = new TextDecoder().decode(bytes.subarray(at));
  const [, stage, before, data] = LINE.exec(line) ?? [];
  if (stage === undefined) return undefined;
  const lengths = { before: Number(before), data: Number(data) };
  const places = placesOf(lengths);
  if (places.line !== at) return undefined;
  return stage === "old"
    ? bytes.subarray(0, lengths.before)
    : bytes.subarray(places.content, places.content + lengths.data);
}

const LINE = new RegExp(`^${MARK}(${STAGES.join("|")}) (\\d{${DIGITS}}) (\\d{${DIGITS}})\n$`);

/** What is wrong with an unfinished file, for those that only read; `undefined` for any other. */
export function unfinishedProblem(bytes: Uint8Array): string | undefined {
  return settledContent(bytes) === bytes
    ? undefined
    : "a 'sourcemaps inject' was killed while it wrote this file; run it again";
}
