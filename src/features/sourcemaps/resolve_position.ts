/** From a position in a minified file to its source, as text for people (§6). */
import type { FlatMap, SourceMap } from "../../formats/source_map/decode.ts";
import { withRoot } from "../../formats/source_map/flatten.ts";
import { findToken, NONE, type Token, tokenAt } from "../../formats/source_map/tokens.ts";

/** A token with the map that it is of. */
export interface FoundToken {
  readonly token: Token;
  readonly map: FlatMap;
}

/** Positions count from 0; the last token at or before one, in whichever line it is. */
export function findPosition(
  map: SourceMap,
  line: number,
  column: number,
): FoundToken | undefined {
  if (map.kind !== "indexed") {
    const index = findToken(map.tokens, line, column);
    return index < 0 ? undefined : { token: tokenAt(map.tokens, index), map };
  }
  const section = map.sections.findLast((each) =>
    each.line < line || (each.line === line && each.column <= column)
  );
  if (section?.map === undefined) return undefined;
  const back = section.line === line ? section.column : 0;
  return findPosition(section.map, line - section.line, column - back);
}

/** What a token says, with numbers from 1 as editors have them. */
export interface Resolved {
  readonly name: string | undefined;
  readonly line: number;
  readonly column: number;
  readonly source: string | undefined;
  /** 0 for a token without a source. */
  readonly sourceLine: number;
  readonly sourceColumn: number;
  readonly context: readonly string[] | undefined;
}

/** Lines of source shown before and after. */
const CONTEXT_LINES = 3;

/** Looks up what the token's numbers mean. */
export function describeToken({ token, map }: FoundToken): Resolved {
  const hasSource = token.source !== NONE;
  const source = map.sources[token.source];
  const content = map.sourcesContent[token.source];
  const isText = hasSource && typeof content === "string";
  return {
    name: map.names[token.name],
    line: token.line + 1,
    column: token.column + 1,
    source: source === undefined ? undefined : withRoot(map.sourceRoot, source),
    sourceLine: hasSource ? token.sourceLine + 1 : 0,
    sourceColumn: hasSource ? token.sourceColumn + 1 : 0,
    context: isText ? contextLines(content, token.sourceLine) : undefined,
  };
}

function contextLines(content: string, line: number): readonly string[] | undefined {
  const lines = content.split(/\r?\n/);
  if (line >= lines.length) return undefined;
  const near = lines.slice(Math.max(0, line - CONTEXT_LINES), line + CONTEXT_LINES + 1);
  const indents = near.filter((each) => each.trim() !== "").map((each) => each.search(/\S/));
  const common = indents.length === 0 ? 0 : Math.min(...indents);
  return near.map((each) => each.slice(Math.min(common, each.length)));
}

/** Names shorter than this are moved to the right; seen so. */
const NAME_WIDTH = 4;
/** The second line ends its fixed part so many columns before the end of the first. */
const SECOND_LINE_BACK = 5;

/** The text below the question. */
export function resolvedText(found: Resolved): string {
  const [line, sourceLine] = aligned(found.line, found.sourceLine);
  const [column, sourceColumn] = aligned(found.column, found.sourceColumn);
  const name = found.name === undefined ? "token (unnamed)" : `token "${found.name}"`;
  const first = `Found the nearest ${name} at line ${line}, column ${column} in the minified file.`;
  const second = `- The same token is located at line ${sourceLine}, column ${sourceColumn} ` +
    "in source file";
  const source = found.source?.padStart(NAME_WIDTH) ?? "(unknown path)";
  return [
    `  ${first}`,
    "",
    `${second.padStart(first.length - SECOND_LINE_BACK)} ${source}.`,
    "",
    "",
    ...found.context === undefined
      ? ["  Cannot find source"]
      : ["  Source code:", ...found.context.map((each) => `    ${each}`)],
  ].join("\n");
}

function aligned(one: number, other: number): readonly [string, string] {
  const width = Math.max(String(one).length, String(other).length);
  return [String(one).padStart(width), String(other).padStart(width)];
}
