/** One file of an upload: read, looked at, and its map made ready. */
import { owned } from "../../base/owned_bytes.ts";
import type { ArtifactType } from "../../formats/artifact_bundle/manifest.ts";
import { releaseBytes } from "../../base/release_bytes.ts";
import { unfinishedProblem } from "../../base/unfinished_file.ts";
import { parseDebugId } from "../../formats/debug_id.ts";
import { hasRamBundleMagic } from "../../formats/ram_bundle/indexed.ts";
import { SourceMapError } from "../../formats/source_map/errors.ts";
import { SystemError, type Task, type TaskDoors } from "../../system/mod.ts";
import type { ArtifactFacts, MapFacts } from "./artifact_facts.ts";
import { parseMap } from "./parse_map.ts";
import { type MapRules, prepareMap } from "./prepare_map.ts";
import { debugIdIn, referenceIn, referenceLine, usableReference } from "./references.ts";

export interface PrepareInput extends MapRules {
  /** Absolute. */
  readonly path: string;
  /** In place of the file's. */
  readonly content: Uint8Array<ArrayBuffer> | undefined;
  /** Unpack what is gzip. */
  readonly decompress: boolean;
  /** Every file is of that type; default: the content tells. */
  readonly typeFor?: ArtifactType | undefined;
}

/** A file ready for the bundle, or why it stays out. */
export interface Prepared {
  readonly facts: ArtifactFacts;
  readonly content: Uint8Array<ArrayBuffer>;
  /** Why it stays out of the bundle. */
  readonly leftOut: string | undefined;
  /** It looks like gzip and is none. */
  readonly notDecompressed: boolean;
}

/** A map that cannot be rewritten ends the upload. */
export type PrepareOutcome = Prepared | { readonly problem: string };

export const prepareArtifactTask: Task<PrepareInput, PrepareOutcome> = {
  name: "prepare-artifact",
  async run(input, doors) {
    const value = await prepareArtifact(input, doors);
    return "problem" in value ? { value } : { value, transfer: [value.content.buffer] };
  },
};

/** The first bytes of Hermes bytecode. */
const HERMES_MAGIC = [0xc6, 0x1f, 0xbc, 0x03, 0xc1, 0x03, 0x19, 0x1f];
/** The most that a packed file may grow to. */
const UNPACK_LIMIT = 2 ** 31 - 1;

async function prepareArtifact(input: PrepareInput, doors: TaskDoors): Promise<PrepareOutcome> {
  const { path, rewrite, typeFor } = input;
  const { codecs } = doors;
  // A copy: what is given may be used again, and the bytes are released below.
  const read = input.content?.slice() ?? await doors.fs.read(path);
  const unfinished = unfinishedProblem(read);
  if (unfinished !== undefined) throw new SystemError(unfinished, "other", path);
  let { bytes, notDecompressed } = input.decompress
    ? await decompressed(read, doors)
    : { bytes: read, notDecompressed: false };
  const parsed = typeFor === undefined ? parseMap(bytes, codecs) : undefined;
  let facts: ArtifactFacts;
  if (parsed !== undefined) {
    try {
      const map = await prepareMap(parsed, input, doors);
      if (map.content !== undefined) {
        releaseBytes(bytes);
        bytes = map.content;
      }
      facts = ofMap(parsed.json, map.facts);
    } catch (error) {
      if (!(error instanceof SourceMapError)) throw error;
      if (rewrite !== undefined) return { problem: error.message };
      const problem = error.message;
      facts = ofMap(parsed.json, { isIndexed: false, missingContents: [], problem });
    }
  } else {
    const isHermes = typeFor === undefined && HERMES_MAGIC.every((byte, at) => bytes[at] === byte);
    // So that the bytecode has a place in the bundle, and with it its headers.
    if (isHermes) bytes = new Uint8Array(0);
    facts = await ofScript(bytes, { type: typeFor ?? scriptType(path, bytes), doors });
  }
  const isText = parsed !== undefined || codecs.isUtf8(bytes);
  const leftOut = isText ? undefined : "it is not valid UTF-8";
  return { facts, content: owned(bytes), leftOut, notDecompressed };
}

async function decompressed(bytes: Uint8Array<ArrayBufferLike>, { codecs }: TaskDoors) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { bytes, notDecompressed: false };
  try {
    return { bytes: await codecs.unpack("gzip", bytes, UNPACK_LIMIT), notDecompressed: false };
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return { bytes, notDecompressed: true };
  }
}

function ofMap(json: Readonly<Record<string, unknown>>, map: MapFacts): ArtifactFacts {
  // The other way round than the decoder: header and content can differ, as with 3.8.
  const id = json["debug_id"] ?? json["debugId"];
  return {
    type: "source_map",
    debugId: typeof id === "string" ? parseDebugId(id) : undefined,
    reference: undefined,
    map,
  };
}

function scriptType(path: string, bytes: Uint8Array): ArtifactType {
  return path.endsWith("bundle") && hasRamBundleMagic(bytes)
    ? "indexed_ram_bundle"
    : "minified_source";
}

async function ofScript(
  bytes: Uint8Array,
  { type, doors }: { readonly type: ArtifactType; readonly doors: TaskDoors },
): Promise<ArtifactFacts> {
  const exists = async (path: string) => (await doors.fs.stat(path)) !== undefined;
  const line = referenceLine(bytes);
  return {
    type,
    debugId: debugIdIn(bytes),
    reference: {
      usable: await usableReference(referenceIn(bytes), exists),
      shown: line?.value,
      isLegacy: line?.isLegacy === true,
    },
    map: undefined,
  };
}
