/** What a file is, by its content (§2.2). */
import { looksLikeSourceMap, withoutJunk } from "../../formats/source_map/fields.ts";
import { hasRamBundleMagic } from "../../formats/ram_bundle/indexed.ts";

export type FileKind = "source_map" | "indexed_ram_bundle" | "hermes" | "script";

/** Hermes bytecode begins with these eight bytes. */
const HERMES_MAGIC = [0xc6, 0x1f, 0xbc, 0x03, 0xc1, 0x03, 0x19, 0x1f];

/** Tells the kinds apart, in the order of the specification. */
export function classify(name: string, bytes: Uint8Array): FileKind {
  if (isSourceMap(bytes)) return "source_map";
  if (name.endsWith("bundle") && hasRamBundleMagic(bytes)) return "indexed_ram_bundle";
  return HERMES_MAGIC.every((byte, at) => bytes[at] === byte) ? "hermes" : "script";
}

/** Whether the bytes are a JSON object with the keys of a source map. */
export function isSourceMap(bytes: Uint8Array): boolean {
  if (!mayBeJson(bytes)) return false;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return looksLikeSourceMap(JSON.parse(withoutJunk(text)));
  } catch {
    return false; // whatever is wrong with it, it is no map
  }
}

/** A look at the first byte saves reading every script as JSON. */
function mayBeJson(bytes: Uint8Array): boolean {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const first = bytes[start];
  return first !== undefined && "{)]}' \t\r\n".includes(String.fromCharCode(first));
}
