/**
 * The modules of a RAM bundle as scripts with maps of their own (specification, §7.4): an error in one
 * names it as the file, with lines that count from its beginning.
 */
import type { RamBundle } from "../../formats/ram_bundle/indexed.ts";
import type { FlatMap, SourceMap } from "../../formats/source_map/decode.ts";
import { encodeSourceMap } from "../../formats/source_map/encode.ts";
import { flatten } from "../../formats/source_map/flatten.ts";
import {
  findToken,
  NONE,
  type Token,
  tokenAt,
  TokensBuilder,
} from "../../formats/source_map/tokens.ts";

/** A file that the bundle consists of. */
export interface UnpackedFile {
  /** `0.js`, or `undefined` for the map of the start-up code, which keeps the map's own name. */
  readonly name: string | undefined;
  readonly content: Uint8Array<ArrayBuffer>;
}

/** Takes it apart; `undefined` when the map does not say where modules begin. */
export function unpackRamBundle(bundle: RamBundle, map: SourceMap): UnpackedFile[] | undefined {
  if (map.kind !== "indexed" || map.facebookOffsets === undefined) return undefined;
  const startup = map.sections[0]?.map;
  const files: UnpackedFile[] = startup === undefined
    ? []
    : [{ name: undefined, content: encode(startup) }];
  const flat = flatten(map);
  for (const id of bundle.moduleIds) {
    const line = map.facebookOffsets[id] ?? undefined;
    const code = bundle.module(id);
    if (line === undefined || code === undefined) continue;
    const name = `${id}.js`;
    const content = encode(moduleMap(flat, { name, line, ...extent(code) }));
    files.push({ name, content: new Uint8Array(code) }, { name: `${name}.map`, content });
  }
  return files;
}

interface Extent {
  readonly lines: number;
  /** UTF-16 units in the last line. */
  readonly lastColumn: number;
}

function extent(code: Uint8Array): Extent {
  const text = new TextDecoder().decode(code);
  const last = text.lastIndexOf("\n");
  return { lines: text.split("\n").length, lastColumn: text.length - last - 1 };
}

/**
 * What of the whole map lies in a module. Its first token is left out, as 3.8 does; a column counts as
 * outside in the module's last line only, where 3.8 applies that to every line and so loses the rest of
 * a module behind a long line.
 */
function moduleMap(
  flat: FlatMap,
  { name, line, lines, lastColumn }: Extent & { readonly name: string; readonly line: number },
): FlatMap {
  const tokens = new TokensBuilder();
  const [sources, names] = [new Picked(), new Picked()];
  for (let at = secondToken(flat, line); at < flat.tokens.length; at++) {
    const token = tokenAt(flat.tokens, at);
    const inModule = token.line - line;
    if (inModule >= lines || (inModule === lines - 1 && token.column >= lastColumn)) break;
    addToken(tokens, { ...token, line: inModule }, { sources, names });
    if (flat.tokens.ranges?.has(at) === true) tokens.markRange();
  }
  return {
    ...flat,
    file: name,
    debugId: undefined,
    sources: sources.take(flat.sources, ""),
    sourcesContent: sources.take(flat.sourcesContent, null),
    names: names.take(flat.names, ""),
    facebookSources: undefined,
    ignoreList: [],
    tokens: tokens.finish(),
  };
}

/** The place behind the first token from a line on; of a map that begins there, nothing is left out. */
function secondToken({ tokens }: FlatMap, line: number): number {
  let at = findToken(tokens, line, 0);
  if (at < 0) return 0;
  while (at < tokens.length && tokenAt(tokens, at).line < line) at++;
  return at + 1;
}

function addToken(
  tokens: TokensBuilder,
  token: Token,
  { sources, names }: { readonly sources: Picked; readonly names: Picked },
): void {
  const { line, column, source, sourceLine, sourceColumn, name } = token;
  tokens.add(line, column, sources.of(source), sourceLine, sourceColumn, names.of(name));
}

/** The entries of a list that are in use, renumbered in the order of their first use. */
class Picked {
  readonly #numbers = new Map<number, number>();

  of(index: number): number {
    if (index === NONE) return NONE;
    const number = this.#numbers.get(index) ?? this.#numbers.size;
    this.#numbers.set(index, number);
    return number;
  }

  take<T>(from: readonly T[], none: T): T[] {
    return [...this.#numbers.keys()].map((index) => from[index] ?? none);
  }
}

function encode(map: SourceMap): Uint8Array<ArrayBuffer> {
  // Deno 2.4 has no word for whose memory an encoder gives.
  return new Uint8Array(new TextEncoder().encode(encodeSourceMap(map)));
}
