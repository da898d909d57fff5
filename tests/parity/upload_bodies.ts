/**
 * Bodies of uploads, compared by what is in them: two compressors give other bytes for one content, and
 * with them other checksums.
 */
import { gunzipSync, inflateSync } from "fflate";
import { BadBundle, readBundle } from "../../src/formats/artifact_bundle/read_bundle.ts";
import type { Recorded } from "./model.ts";

/** Whether a request carries chunks. */
export function isChunkUpload({ headers, body }: Recorded): boolean {
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  return type.startsWith("multipart/form-data") && /name="file(_gzip)?"/.test(body);
}

/** The parts of a form, each chunk unpacked; a bundle file by file. */
export function chunkLines({ body, target }: Recorded): string[] {
  const boundary = body.slice(0, body.indexOf("\r\n"));
  return body.split(`${boundary}`).slice(1, -1).flatMap((part) => {
    const end = part.indexOf("\r\n\r\n");
    const [head, content] = [part.slice(0, end), part.slice(end + 4, -2)];
    const isPacked = head.includes('name="file_gzip"');
    const bytes = Uint8Array.from(content, (char) => char.charCodeAt(0));
    const raw = isPacked ? gunzipSync(bytes) : bytes;
    const shape = head.replace(/[0-9a-f]{40}/, "<sha1>").replaceAll("\r\n", " ").trim();
    return [
      `part ${shape}`,
      ...(isPacked ? [`header ${bytes.subarray(0, 10)}`] : []),
      ...(target.endsWith("/files/") ? [`text ${JSON.stringify(content)}`] : inside(raw)),
    ];
  });
}

function inside(raw: Uint8Array): string[] {
  try {
    return readBundle(raw).map(({ path, packed, sizeBytes, crc32, fields }) => {
      const text = new TextDecoder().decode(inflateSync(packed));
      return `entry ${path} ${sizeBytes} ${crc32} ${JSON.stringify(fields)} ${
        JSON.stringify(text)
      }`;
    });
  } catch (error) {
    if (!(error instanceof BadBundle)) throw error;
    return [`chunk of ${raw.length} bytes`];
  }
}

/** A body that names checksums, without them. */
export function maskChecksums(target: string, body: string): string {
  return target.includes("/assemble/") ? body.replaceAll(/"[0-9a-f]{40}"/g, '"<sha1>"') : body;
}
