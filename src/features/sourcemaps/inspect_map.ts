/** Looks into a map: does it fit its script, and are the sources there that it leads to? */
import { decodeSourceMap } from "../../formats/source_map/decode.ts";
import { flatten } from "../../formats/source_map/flatten.ts";
import { NONE, STRIDE, type Tokens } from "../../formats/source_map/tokens.ts";
import { type FileSystem, type PathOperations, SystemError } from "../../system/mod.ts";
import type { Finding } from "./finding.ts";

export interface MapInspection {
  readonly debugId: string | undefined;
  readonly findings: readonly Finding[];
  /** How many positions were looked at: all of them. */
  readonly positions: number;
}

export interface InspectOptions {
  readonly fs: Pick<FileSystem, "read" | "stat">;
  readonly path: PathOperations;
  readonly cwd: string;
  readonly script: string;
  readonly mapPath: string;
}

/** Throws `SourceMapError` for a map that cannot be decoded. */
export async function inspectMap(
  bytes: Uint8Array,
  options: InspectOptions,
): Promise<MapInspection> {
  const map = decodeSourceMap(bytes);
  const flat = flatten(map);
  const texts = await sourceTexts(flat, options);
  const counts = countPlaces(flat.tokens, lineLengths(options.script), texts.map(lineCount));
  const missing = flat.sources.filter((_, at) => texts[at] === undefined && counts.used.has(at));
  return {
    debugId: map.debugId,
    positions: flat.tokens.length,
    findings: [
      ...missingFindings(missing),
      ...mappedFindings(flat.tokens.length, counts, codeLength(options.script)),
      ...placeFindings(flat.tokens.length, counts),
    ],
  };
}

/** The text of each source: in the map, else on the disk. */
async function sourceTexts(
  { sources, sourceRoot = "", sourcesContent }: {
    readonly sources: readonly string[];
    readonly sourceRoot: string | undefined;
    readonly sourcesContent: readonly (string | null)[];
  },
  options: InspectOptions,
): Promise<(string | undefined)[]> {
  const texts: (string | undefined)[] = [];
  for (const [at, source] of sources.entries()) {
    texts.push(sourcesContent[at] ?? await onDisk(withRoot(source, sourceRoot), options));
  }
  return texts;
}

function withRoot(source: string, root: string): string {
  if (root === "" || /^(\/|[a-z][a-z0-9+.-]*:)/i.test(source)) return source;
  return `${root.replace(/\/$/, "")}/${source}`;
}

/** As the upload looks for it, from the working folder, and as the build meant it, from the map's. */
async function onDisk(
  source: string,
  { fs, path, cwd, mapPath }: InspectOptions,
): Promise<string | undefined> {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(source) || source === "") return undefined;
  const folder = path.dirname(path.resolve(cwd, mapPath));
  for (const file of new Set([path.resolve(cwd, source), path.resolve(folder, source)])) {
    try {
      if ((await fs.stat(file))?.kind !== "file") continue;
      return new TextDecoder().decode(await fs.read(file));
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
  }
  return undefined;
}

/** Lengths of the lines, in UTF-16 units. */
function lineLengths(text: string): number[] {
  return text.split(/\r\n|\n|\r/).map((line) => line.length);
}

function lineCount(text: string | undefined): number | undefined {
  return text === undefined ? undefined : text.split(/\r\n|\n|\r/).length;
}

interface Places {
  /** Positions behind the last line of the script. */
  readonly outsideScript: number;
  /** Positions behind the end of their line. */
  readonly outsideLine: number;
  /** Positions that lead behind the last line of their source. */
  readonly outsideSource: number;
  /** Positions that lead to a source at all. */
  readonly mapped: number;
  readonly used: ReadonlySet<number>;
}

function countPlaces(
  { data, length }: Tokens,
  script: readonly number[],
  sources: readonly (number | undefined)[],
): Places {
  let [outsideScript, outsideLine, outsideSource, mapped] = [0, 0, 0, 0];
  const used = new Set<number>();
  for (let at = 0; at < length * STRIDE; at += STRIDE) {
    const width = script[data[at] ?? 0];
    if (width === undefined) outsideScript++;
    else if ((data[at + 1] ?? 0) > width) outsideLine++;
    const source = data[at + 2] ?? NONE;
    if (source === NONE) continue;
    mapped++;
    used.add(source);
    const lines = sources[source];
    if (lines !== undefined && (data[at + 3] ?? 0) >= lines) outsideSource++;
  }
  return { outsideScript, outsideLine, outsideSource, mapped, used };
}

function missingFindings(missing: readonly string[]): Finding[] {
  if (missing.length === 0) return [];
  const [first = "", ...others] = missing;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return [{
    level: "warning",
    code: "sources-missing",
    message: `The text of a source is neither in the map nor on this disk: ${first}${more}`,
    hint: "Frames will show file and line, but no code. Let the build write sourcesContent.",
  }];
}

/** Scripts that only pass on what others export have maps without a position, and need none. */
const HARMLESS_LENGTH = 2000;

/** What of a script is its own code: without comments for tools, and the snippet of debug ids. */
function codeLength(script: string): number {
  return script.split("\n").filter((line) => !/^(\/\/[#@] |!function\(\)\{try\{var e=)/.test(line))
    .join("\n").length;
}

function mappedFindings(positions: number, { mapped }: Places, code: number): Finding[] {
  if (mapped > 0) return [];
  return [{
    level: code > HARMLESS_LENGTH ? "error" : "warning",
    code: "nothing-mapped",
    message: positions === 0 ? "The map is empty" : "The map leads to no source",
    hint: "Nothing in this script can be resolved with it.",
  }];
}

function placeFindings(positions: number, places: Places): Finding[] {
  const findings: Finding[] = [];
  const { outsideScript, outsideLine, outsideSource } = places;
  if (outsideScript > 0 || outsideLine > 0) {
    const count = outsideScript + outsideLine;
    findings.push({
      // Some tools count a little too far at the end of a line.
      level: outsideScript > 0 ? "error" : "warning",
      code: "wrong-script",
      message: `The map does not fit the script: ${count} of ${positions} positions are behind ` +
        (outsideScript > 0 ? "its last line" : "the end of a line"),
      hint: "Script and map are of different builds, or the script was changed after its build.",
    });
  }
  if (outsideSource > 0) {
    findings.push({
      level: "error",
      code: "wrong-source",
      message: `${outsideSource} of ${positions} positions lead behind the end of their source`,
      hint: "The sources were changed after the build, or the map is of another one.",
    });
  }
  return findings;
}
