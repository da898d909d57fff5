/** An indexed map as one map (§3.3): upload rewrites maps in this form, and lookups need it. */
import type { FlatMap, IndexedMap, SourceMap } from "./decode.ts";
import { SourceMapError } from "./errors.ts";
import { Numbering } from "./numbering.ts";
import { rootedSources } from "./rooted_sources.ts";
import { NONE, tokenAt, TokensBuilder } from "./tokens.ts";

/**
 * Sources and names are merged by value, in the order in which they are first seen. Throws
 * {@linkcode SourceMapError} for a section that only names another file.
 */
export function flatten(map: SourceMap): FlatMap {
  return map.kind === "indexed" ? flattenIndexed(map) : map;
}

function flattenIndexed(map: IndexedMap): FlatMap {
  const sources = new Numbering();
  const names = new Numbering();
  const contents: (string | null)[] = [];
  const tokens = new TokensBuilder();
  for (const section of map.sections) {
    if (section.map === undefined) {
      throw new SourceMapError(
        `cannot flatten the indexed sourcemap: Section has an unresolved sourcemap: ${
          section.url ?? "<unknown>"
        }`,
      );
    }
    const inner = flatten(section.map);
    const sourceNumbers = rootedSources(inner).map((each, at) => {
      const number = sources.of(withRoot(inner.sourceRoot, each));
      contents[number] ??= inner.sourcesContent[at] ?? null;
      return number;
    });
    for (let index = 0; index < inner.tokens.length; index++) {
      const token = tokenAt(inner.tokens, index);
      const name = token.name === NONE ? undefined : inner.names[token.name];
      tokens.add(
        token.line + section.line,
        token.column + (token.line === 0 ? section.column : 0),
        sourceNumbers[token.source] ?? NONE,
        token.sourceLine,
        token.sourceColumn,
        name === undefined ? NONE : names.of(name),
      );
      if (inner.tokens.ranges?.has(index) === true) tokens.markRange();
    }
  }
  return {
    // What sections know of Hermes' functions is lost, as with 3.8: the server then has the same bytes.
    kind: "regular",
    file: map.file,
    debugId: undefined,
    sources: sources.values,
    sourceRoot: undefined,
    sourcesContent: contents,
    names: names.values,
    ignoreList: [],
    facebookSources: undefined,
    tokens: tokens.finish(),
  };
}

/** A source with the map's `sourceRoot` before it, where the two belong together. */
export function withRoot(root: string | undefined, source: string): string {
  if (root === undefined || root === "" || /^(?:\/|https?:)/.test(source)) return source;
  return `${root.replace(/\/$/, "")}/${source}`;
}
