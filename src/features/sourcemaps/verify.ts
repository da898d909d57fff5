/** Whether scripts and maps will do their work after a deploy; nothing but the files is asked. */
import { unfinishedProblem } from "../../base/unfinished_file.ts";
import { SourceMapError } from "../../formats/source_map/errors.ts";
import { type FileSystem, type PathOperations, SystemError } from "../../system/mod.ts";
import { isSourceMap } from "./classify.ts";
import type { Obstacle } from "./discover.ts";
import { pairScripts, plainPath, type ScriptFacts } from "./pairing.ts";
import { debugIdIn, referenceIn, usableReference } from "./references.ts";
import { decodeText } from "./utf8.ts";
import { inspectMap, type MapInspection } from "./inspect_map.ts";
import type { Finding } from "./finding.ts";

/** A script, or a map that no script names, and what was found. */
export interface Verified {
  readonly path: string;
  readonly debugId: string | null;
  /** Its map; the script itself when the map is in a comment. */
  readonly map: string | null;
  readonly findings: readonly Finding[];
  /** How many positions of the map were looked at. */
  readonly positions: number;
}

export interface VerifyDoors {
  readonly fs: FileSystem;
  readonly path: PathOperations;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

export interface VerifyRequest {
  /** All files found, maps included. */
  readonly paths: readonly string[];
  readonly extensions: readonly string[];
}

interface ReadScript extends ScriptFacts {
  readonly text: string;
  /** The value of its comment, whether or not it counts. */
  readonly found: string | undefined;
}

/** Verifies; in the order of paths. */
export async function verify(request: VerifyRequest, doors: VerifyDoors): Promise<Verified[]> {
  const suffixes = request.extensions.map((each) => `.${each}`);
  const scripts: ReadScript[] = [];
  const results: Verified[] = [];
  for (const path of request.paths) {
    doors.signal.throwIfAborted();
    if (!suffixes.some((suffix) => path.endsWith(suffix))) continue;
    const script = await readScript(path, doors);
    if ("level" in script) results.push(verified(path, [script]));
    else scripts.push(script);
  }
  const maps = request.paths.filter((path) => path.endsWith(".map"));
  const isMap = async (path: string) => isSourceMap(await doors.fs.read(path));
  const pairings = await pairScripts(scripts, maps, isMap);
  const used = new Set(pairings.map(({ map }) => map && plainPath(map)));
  for (const [at, script] of scripts.entries()) {
    doors.signal.throwIfAborted();
    const pairing = pairings[at];
    results.push(await verifyScript(script, pairing?.map, pairing?.ambiguous?.paths, doors));
  }
  for (const map of maps) {
    if (!used.has(plainPath(map)) && !isOfOtherKind(map)) results.push(unused(map));
  }
  return results.sort((a, b) => a.path < b.path ? -1 : 1);
}

/** A path that the search could not get past, as a result. */
export function obstacleResult({ path, error, isNoFile }: Obstacle): Verified {
  const { message, hint } = error;
  return verified(path, [
    isNoFile
      ? { level: "warning", code: "no-file", message: "Is neither a file nor a folder" }
      : { level: "error", code: "unreadable", message, hint },
  ]);
}

/** Maps of style sheets and of type declarations are no matter of scripts. */
function isOfOtherKind(path: string): boolean {
  return /\.(css|d\.[cm]?ts)\.map$/.test(path);
}

function unused(path: string): Verified {
  return verified(path, [{
    level: "warning",
    code: "map-unused",
    message: "No script names this map",
    hint: "It is uploaded, but nothing will ask for it: its script may have been moved or renamed.",
  }]);
}

async function readScript(path: string, doors: VerifyDoors): Promise<ReadScript | Finding> {
  let bytes: Uint8Array;
  try {
    bytes = await doors.fs.read(path);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return { level: "error", code: "unreadable", message: `Cannot be read: ${error.message}` };
  }
  const unfinished = unfinishedProblem(bytes);
  if (unfinished !== undefined) {
    return { level: "error", code: "unreadable", message: `Is half written: ${unfinished}` };
  }
  const { text, isValid } = decodeText(bytes);
  if (!isValid) {
    const message = "Is not valid UTF-8";
    return {
      level: "error",
      code: "not-text",
      message,
      hint: "It would be left out of an upload.",
    };
  }
  const found = referenceIn(bytes);
  const exists = async (at: string) => await doors.fs.stat(at) !== undefined;
  const reference = await usableReference(found, exists);
  return { path, text, found, reference, debugId: debugIdIn(bytes) };
}

async function verifyScript(
  script: ReadScript,
  map: string | undefined,
  ambiguous: readonly string[] | undefined,
  doors: VerifyDoors,
): Promise<Verified> {
  const { path, debugId, reference } = script;
  const isEmbedded = reference?.startsWith("data:") === true;
  if (map === undefined && !isEmbedded) {
    return verified(path, [missingMap(script, ambiguous)], { debugId });
  }
  const place = map ?? path;
  const bytes = map === undefined ? embeddedBytes(reference ?? "") : await readMap(map, doors);
  if (!(bytes instanceof Uint8Array)) return verified(path, [bytes], { debugId, map: place });
  try {
    const inspection = await inspectMap(bytes, { script: script.text, mapPath: place, ...doors });
    const findings = [...idFindings(debugId, inspection, isEmbedded), ...inspection.findings];
    return verified(path, findings, { debugId, map: place, positions: inspection.positions });
  } catch (error) {
    if (!(error instanceof SourceMapError)) throw error;
    return verified(path, [broken(`The map cannot be decoded: ${error.message}`)], {
      debugId,
      map: place,
    });
  }
}

function verified(
  path: string,
  findings: readonly Finding[],
  { debugId, map, positions = 0 }: {
    readonly debugId?: string | undefined;
    readonly map?: string;
    readonly positions?: number;
  } = {},
): Verified {
  return { path, debugId: debugId ?? null, map: map ?? null, findings, positions };
}

function broken(message: string): Finding {
  return { level: "error", code: "map-broken", message };
}

function missingMap({ found, reference }: ReadScript, ambiguous?: readonly string[]): Finding {
  if (ambiguous !== undefined) {
    const message = `Several maps fit the comment equally well: ${ambiguous.join(", ")}`;
    return {
      level: "error",
      code: "map-not-found",
      message,
      hint: "Put the map beside the script.",
    };
  }
  if (reference !== undefined) {
    const message = `The map that the comment names was not found: ${reference}`;
    return {
      level: "error",
      code: "map-not-found",
      message,
      hint: "Name the folder that holds it, too, or build it again.",
    };
  }
  const message = found === undefined
    ? "Has no map: no comment names one, and none has a name that fits"
    : `Its comment names a map elsewhere, and none here has a name that fits: ${found}`;
  return {
    level: "error",
    code: "no-map",
    message,
    hint: "Turn source maps on in the build, or leave the script out with --ignore.",
  };
}

async function readMap(path: string, { fs }: VerifyDoors): Promise<Uint8Array | Finding> {
  try {
    const bytes = await fs.read(path);
    const unfinished = unfinishedProblem(bytes);
    return unfinished === undefined ? bytes : broken(`The map is half written: ${unfinished}`);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return broken(`The map cannot be read: ${error.message}`);
  }
}

/** As SDKs and servers read it, which is more than what `inject` writes to. */
const DATA_URL = /^data:application\/json(?:;[^,;]*)*;base64,/;

function embeddedBytes(value: string): Uint8Array | Finding {
  if (!DATA_URL.test(value)) return broken("The map in the comment is not in base64");
  try {
    return Uint8Array.from(atob(value.replace(DATA_URL, "")), (each) => each.charCodeAt(0));
  } catch {
    return broken("The map in the comment is not valid base64");
  }
}

/** A server finds the map by the id that the script carries, so both have to have the same. */
function idFindings(
  script: string | undefined,
  { debugId }: MapInspection,
  isEmbedded: boolean,
): Finding[] {
  if (script === undefined && debugId === undefined) {
    return [{
      level: "warning",
      code: "no-debug-id",
      message: "Neither script nor map has a debug id",
      hint: "Run 'sourcemaps inject'; without ids the upload needs a release and the right URLs.",
    }];
  }
  // A server that has the script has the map in it, too.
  if (script === debugId || (isEmbedded && debugId === undefined)) return [];
  if (script === undefined || debugId === undefined) {
    const where = script === undefined
      ? "The map has a debug id, the script none"
      : "The script has a debug id, the map none";
    return [{
      level: "error",
      code: "id-in-one-only",
      message: where,
      hint: "Build anew, then run 'sourcemaps inject' on both together.",
    }];
  }
  return [{
    level: "error",
    code: "id-mismatch",
    message: `The debug ids differ: ${script} in the script, ${debugId} in the map`,
    hint:
      "They are of different builds: build anew, then run 'sourcemaps inject' on both together.",
  }];
}
