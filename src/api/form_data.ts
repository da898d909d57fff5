/** Bodies of `multipart/form-data`, as bytes: the runtime's own would not show what is sent. */
import { concatBytes } from "../base/bytes.ts";
import type { Random } from "../system/mod.ts";

/** A field of a form. */
export interface FormPart {
  readonly name: string;
  /** With one it is a file. */
  readonly fileName?: string | undefined;
  /** Media type; only files have one. */
  readonly type?: string | undefined;
  readonly bytes: Uint8Array;
}

/** What goes out. */
export interface FormBody {
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Puts a form together; its parts are copied. */
export function formBody(parts: readonly FormPart[], random: Pick<Random, "bytes">): FormBody {
  const boundary = `${"-".repeat(24)}${hex(random.bytes(11))}`;
  const pieces = parts.flatMap(({ name, fileName, type, bytes }) => [
    utf8(
      `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"` +
        (fileName === undefined ? "" : `; filename="${quoted(fileName)}"`) +
        (type === undefined ? "" : `\r\nContent-Type: ${type}`) + "\r\n\r\n",
    ),
    bytes,
    utf8("\r\n"),
  ]);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: concatBytes([...pieces, utf8(`--${boundary}--\r\n`)]),
  };
}

/** A name within quotation marks, as browsers write it. */
function quoted(name: string): string {
  return name.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function utf8(words: string): Uint8Array {
  return new TextEncoder().encode(words);
}

/** Lower-case hex digits. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
