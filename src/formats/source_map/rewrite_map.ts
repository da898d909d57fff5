/**
 * Makes the map that is uploaded: one flat map, only the sources and names that tokens use, in the order
 * of their first use (specification of uploads, §3.3 and §5.2).
 */
import { releaseBytes } from "../../base/release_bytes.ts";
import type { FlatMap } from "./decode.ts";
import type { FacebookScopes } from "./fields.ts";
import { encodeMappings, encodeRanges } from "./mappings.ts";
import { Numbering } from "./numbering.ts";
import { rootedSources } from "./rooted_sources.ts";
import { NONE, STRIDE } from "./tokens.ts";

/** A map that holds only what its tokens use. */
export interface RebuiltMap extends FlatMap {
  readonly sourcesContent: (string | null)[];
}

/**
 * Drops what is not used, merges what is there twice, and puts the root into the sources. Takes the
 * tokens over: `map` is spent, since a copy of a large one would take tens of megabytes.
 */
export function rebuildMap(map: FlatMap): RebuiltMap {
  const [sources, names] = [new Numbering(), new Numbering()];
  const contents: (string | null)[] = [];
  const scopes: (readonly FacebookScopes[] | null)[] = [];
  const given = rootedSources(map);
  const sourceAt = new Uint32Array(given.length).fill(NONE);
  const nameAt = new Uint32Array(map.names.length).fill(NONE);
  const { data, length } = map.tokens;
  for (let at = 0; at < length * STRIDE; at += STRIDE) {
    const source = data[at + 2] ?? NONE;
    if (source !== NONE) {
      let id = sourceAt[source] ?? NONE;
      if (id === NONE) {
        id = sourceAt[source] = sources.of(given[source] ?? "");
        contents[id] ??= map.sourcesContent[source] ?? null;
        scopes[id] ??= map.facebookSources?.[source] ?? null;
      }
      data[at + 2] = id;
    }
    const name = data[at + 5] ?? NONE;
    if (name !== NONE) {
      let id = nameAt[name] ?? NONE;
      if (id === NONE) id = nameAt[name] = names.of(map.names[name] ?? "");
      data[at + 5] = id;
    }
  }
  return {
    ...map,
    sources: sources.values,
    sourceRoot: undefined,
    sourcesContent: contents,
    names: names.values,
    ignoreList: [],
    facebookSources: map.facebookSources && scopes,
  };
}

/**
 * The sources without the first of the prefixes that each begins with. `~` stands for what all absolute
 * sources begin with, and is tried last.
 */
export function stripPrefixes(
  sources: readonly string[],
  prefixes: readonly string[],
): readonly string[] {
  if (prefixes.length === 0) return sources;
  const explicit = prefixes.filter((each) => each !== "~");
  const common = prefixes.length > explicit.length ? commonPrefix(sources) : undefined;
  const all = [...explicit, ...(common === undefined ? [] : [common])]
    .map((each) => each.endsWith("/") ? each : `${each}/`);
  return sources.map((source) => {
    const prefix = all.find((each) => source.startsWith(each));
    return prefix === undefined ? source : source.slice(prefix.length);
  });
}

/** The longest run of leading components that all absolute sources share. */
function commonPrefix(sources: readonly string[]): string | undefined {
  const absolute = sources.filter((each) => /^(\/|[A-Za-z]:[\\/])/.test(each));
  const [first, ...others] = absolute.map((each) => each.split(/(?<=[\\/])/));
  if (first === undefined) return undefined;
  let shared = first.length;
  for (const other of others) {
    let same = 0;
    while (same < shared && bare(first[same]) === bare(other[same])) same++;
    shared = same;
  }
  const prefix = first.slice(0, shared).join("").replace(/[\\/]$/, "");
  return prefix === "" ? undefined : prefix;
}

function bare(component: string | undefined): string | undefined {
  return component?.replace(/[\\/]$/, "");
}

/**
 * The bytes of a map, compact, with the keys in their order. The map is spent. Written source by source:
 * the text of a large map as one string, and that as bytes, would take several times its size.
 */
export function encodeRebuilt(map: RebuiltMap): Uint8Array<ArrayBuffer> {
  const { file, sources, sourcesContent, names, facebookSources, debugId, tokens } = map;
  const mappings = encodeMappings(tokens);
  const expected = sourcesContent.reduce((sum, each) => sum + (each?.length ?? 4) * 1.1, 0);
  const out = new TextBytes(Math.ceil(expected) + mappings.length + 4096);
  const entry = (key: string, value: unknown) => {
    if (value !== undefined) out.text(`,"${key}":${JSON.stringify(value)}`);
  };
  out.text('{"version":3');
  entry("file", file);
  entry("sources", sources);
  if (sourcesContent.some((each) => each !== null)) {
    for (const at of sources.keys()) {
      out.text(at === 0 ? ',"sourcesContent":[' : ",");
      out.text(JSON.stringify(sourcesContent[at] ?? null));
    }
    out.text("]");
  }
  entry("names", names);
  entry("rangeMappings", encodeRanges(tokens));
  out.text(',"mappings":"');
  out.bytes(mappings);
  out.text('"');
  entry("x_facebook_sources", facebookSources);
  entry("debugId", debugId);
  out.text("}");
  for (const piece of [mappings, tokens.data]) releaseBytes(piece);
  return out.done();
}

/** Texts as UTF-8, one after the other. */
class TextBytes {
  readonly #encoder = new TextEncoder();
  #bytes: Uint8Array<ArrayBuffer>;
  #filled = 0;

  constructor(expected: number) {
    this.#bytes = new Uint8Array(expected);
  }

  text(text: string): void {
    for (let rest = text; rest !== "";) {
      const { read, written } = this.#encoder.encodeInto(rest, this.#bytes.subarray(this.#filled));
      this.#filled += written;
      rest = rest.slice(read);
      if (rest !== "") this.#grow(rest.length);
    }
  }

  bytes(bytes: Uint8Array): void {
    if (this.#filled + bytes.length > this.#bytes.length) this.#grow(bytes.length);
    this.#bytes.set(bytes, this.#filled);
    this.#filled += bytes.length;
  }

  done(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#filled);
  }

  #grow(wanted: number): void {
    const wider = new Uint8Array(Math.ceil(this.#bytes.length * 1.5) + wanted);
    wider.set(this.#bytes.subarray(0, this.#filled));
    releaseBytes(this.#bytes);
    this.#bytes = wider;
  }
}
