/** Bodies of `multipart/form-data`: the runtime's own would not show what is sent. */
import { SizedBody } from "../base/sized_body.ts";
import type { Random } from "../system/mod.ts";

/** A field of a form, whose bytes are made while it is sent. */
export interface StreamedPart {
  readonly name: string;
  /** With one it is a file. */
  readonly fileName?: string | undefined;
  /** Media type; only files have one. */
  readonly type?: string | undefined;
  readonly sizeBytes: number;
  /** The bytes, anew for each attempt. */
  pieces(): AsyncIterable<Uint8Array>;
}

/** Puts a form together; none of it need stand in memory. */
export function streamedForm(
  parts: readonly StreamedPart[],
  random: Pick<Random, "bytes">,
): { readonly contentType: string; readonly body: SizedBody } {
  const { contentType, heads, lineEnd, end } = frame(parts, random);
  const frameBytes = heads.reduce((sum, head) => sum + head.length + lineEnd.length, end.length);
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, frameBytes);
  const body = new SizedBody(sizeBytes, async function* () {
    for (const [at, part] of parts.entries()) {
      yield heads[at] ?? end;
      yield* part.pieces();
      yield lineEnd;
    }
    yield end;
  });
  return { contentType, body };
}

/** What stands around the parts. */
function frame(parts: readonly StreamedPart[], random: Pick<Random, "bytes">) {
  const boundary = `${"-".repeat(24)}${hex(random.bytes(11))}`;
  const heads = parts.map(({ name, fileName, type }) =>
    utf8(
      `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"` +
        (fileName === undefined ? "" : `; filename="${quoted(fileName)}"`) +
        (type === undefined ? "" : `\r\nContent-Type: ${type}`) + "\r\n\r\n",
    )
  );
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    heads,
    lineEnd: utf8("\r\n"),
    end: utf8(`--${boundary}--\r\n`),
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
