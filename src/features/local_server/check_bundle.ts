/** Looks at every byte of an artifact bundle before it is stored: archive, manifest and what they claim. */
import { isRecord } from "../../base/is_record.ts";
import {
  BadBundle,
  type PackedEntry,
  readBundle,
} from "../../formats/artifact_bundle/read_bundle.ts";
import { type Codecs, SystemError } from "../../system/mod.ts";
import { decodeUtf8 } from "./bytes.ts";
import type { NewArtifact } from "./store/artifacts.ts";

/** What the manifest has to agree with. */
export interface BundleClaims {
  /** Slug and number of the organization. */
  readonly org: readonly string[];
  /** Slugs and numbers of the projects it was uploaded for. */
  readonly projects: readonly string[];
  readonly release: string | undefined;
  /** `any` takes what the manifest says. */
  readonly dist: { readonly is: string | undefined } | "any";
}

export interface CheckedBundle {
  readonly bundleId: string | null;
  readonly dist: string | undefined;
  readonly files: readonly NewArtifact[];
}

const TYPES: ReadonlySet<string> = new Set([
  "minified_source",
  "source_map",
  "indexed_ram_bundle",
  "source",
]);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** No file of a bundle may be larger than this when unpacked: packed nothings grow without end. */
const MAX_FILE_BYTES = 1024 * 1024 * 1024;

/** Throws a {@linkcode BadBundle} that names the first thing wrong. */
export async function checkBundle(
  bytes: Uint8Array,
  claims: BundleClaims,
  codecs: Codecs,
): Promise<CheckedBundle> {
  const entries = new Map(readBundle(bytes).map((entry) => [entry.path, entry]));
  const manifest = entries.get("manifest.json");
  if (manifest === undefined) throw new BadBundle("there is no manifest.json");
  entries.delete("manifest.json");
  const facts = readManifest(await contentOf(manifest, codecs));
  checkClaims(facts, claims);
  const listed = facts["files"];
  if (!isRecord(listed)) throw new BadBundle("manifest.json: 'files' is not an object");
  const files: NewArtifact[] = [];
  for (const [path, file] of Object.entries(listed)) {
    const entry = entries.get(path);
    if (entry === undefined) {
      throw new BadBundle(`manifest.json names '${path}', which is not there`);
    }
    entries.delete(path);
    await contentOf(entry, codecs);
    files.push(readFile(path, file, entry));
  }
  const [stray] = entries.keys();
  if (stray !== undefined) throw new BadBundle(`'${stray}' is not in manifest.json`);
  const bundleId = facts["debug_id"];
  if (bundleId !== undefined && (typeof bundleId !== "string" || !UUID.test(bundleId))) {
    throw new BadBundle("manifest.json: 'debug_id' is not a UUID in lower case");
  }
  const dist = facts["dist"];
  return {
    bundleId: bundleId ?? null,
    dist: typeof dist === "string" ? dist : undefined,
    files,
  };
}

/** The content, held against size and checksum. */
async function contentOf(entry: PackedEntry, codecs: Codecs): Promise<Uint8Array> {
  const { path, method, packed, sizeBytes, crc32 } = entry;
  if (sizeBytes > MAX_FILE_BYTES) throw new BadBundle(`'${path}' is too large`);
  let content = packed;
  try {
    if (method === "deflate") content = await codecs.unpack("deflate-raw", packed, sizeBytes);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new BadBundle(`'${path}' cannot be unpacked`);
  }
  if (content.length !== sizeBytes) throw new BadBundle(`'${path}' has another size than it says`);
  if (codecs.crc32(content) !== crc32) {
    throw new BadBundle(`'${path}' has another CRC-32 than it says`);
  }
  return content;
}

function readManifest(content: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(decodeUtf8(content) ?? "");
  } catch {
    throw new BadBundle("manifest.json is not JSON");
  }
  if (!isRecord(value)) throw new BadBundle("manifest.json is not an object");
  return value;
}

function checkClaims(facts: Record<string, unknown>, claims: BundleClaims): void {
  const agree = (name: string, expected: readonly (string | undefined)[]) => {
    const value = facts[name];
    if (value === undefined && expected.includes(undefined)) return;
    if (typeof value === "string" && expected.includes(value)) return;
    throw new BadBundle(
      `manifest.json: '${name}' is ${JSON.stringify(value)}, uploaded for ${
        JSON.stringify(expected[0] ?? null)
      }`,
    );
  };
  agree("org", [...claims.org, undefined]);
  // Only one project can be named there.
  agree("project", [...claims.projects, undefined]);
  agree("release", [claims.release]);
  if (claims.dist !== "any") agree("dist", [claims.dist.is]);
}

function readFile(path: string, file: unknown, entry: PackedEntry): NewArtifact {
  const wrong = (what: string) => new BadBundle(`manifest.json: ${what} of '${path}'`);
  if (!isRecord(file)) throw wrong("not an object: the entry");
  const { type, url, headers = {} } = file;
  if (typeof type !== "string" || !TYPES.has(type)) {
    throw wrong(`${JSON.stringify(type)} is no type: that`);
  }
  if (typeof url !== "string" || url === "") throw wrong("there is no URL");
  if (!isRecord(headers)) throw wrong("'headers' is not an object: those");
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== "string") throw wrong(`the header '${name}' is not a text, one`);
    texts[name.toLowerCase()] = value;
  }
  const debugId = texts["debug-id"];
  if (
    debugId !== undefined &&
    !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(-[0-9a-f]+)?$/.test(debugId)
  ) {
    throw wrong("the header 'debug-id' is no debug id, that");
  }
  const { sizeBytes, method, packed } = entry;
  return { path, url, type, debugId: debugId ?? null, headers: texts, sizeBytes, method, packed };
}
