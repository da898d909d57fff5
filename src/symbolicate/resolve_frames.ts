/** Resolves frames against uploaded files, and says at each step what it found. */
import type { OriginalPlace, TraceMap } from "../formats/source_map/trace.ts";
import { findMap, type FoundMap } from "./find_map.ts";
import type {
  ArtifactSource,
  EventScope,
  FrameContext,
  FrameVerdict,
  JsFrame,
  ResolvedFrame,
  Step,
} from "./model.ts";

/** Lines before and after that are shown, as Sentry does. */
const CONTEXT_LINES = 5;

/** Resolves each frame; a map that many frames share is found once. */
export async function resolveFrames(
  frames: readonly JsFrame[],
  scope: EventScope,
  artifacts: ArtifactSource,
): Promise<FrameVerdict[]> {
  const maps = new Map<string, FoundMap>();
  const verdicts: FrameVerdict[] = [];
  for (const frame of frames) {
    const unfit = whyNot(frame);
    if (unfit !== undefined) {
      verdicts.push({ frame, steps: [unfit], resolved: undefined });
      continue;
    }
    const found = maps.get(frame.absPath) ?? await findMap(frame.absPath, scope, artifacts);
    maps.set(frame.absPath, found);
    verdicts.push({ frame, ...resolve(frame, found) });
  }
  return verdicts;
}

/** Why a frame cannot be looked for at all. */
function whyNot({ absPath, line, column }: JsFrame): Step | undefined {
  if (absPath === "" || absPath === "<anonymous>" || absPath === "[native code]") {
    return { state: "note", text: "The frame belongs to no file" };
  }
  if (/^(node:|internal\/)/.test(absPath)) {
    return { state: "note", text: "The frame is part of Node.js" };
  }
  if (/^webpack-internal:/.test(absPath)) {
    return {
      state: "problem",
      text: "The frame is of a development build that webpack evaluates (webpack-internal:)",
      hint: "Set devtool to 'source-map' or 'hidden-source-map' for what is deployed.",
    };
  }
  if (line === undefined || column === undefined) {
    return {
      state: "problem",
      text: `The frame has no ${line === undefined ? "line" : "column"}`,
      hint: "A minified script is one long line, so both are needed; the SDK sends both.",
    };
  }
  return undefined;
}

function resolve(
  { line = 1, column = 1 }: JsFrame,
  { map, steps }: FoundMap,
): Pick<FrameVerdict, "steps" | "resolved"> {
  if (map === undefined) return { steps, resolved: undefined };
  // Events count from 1, maps from 0.
  const place = map.originalOf(line - 1, column - 1);
  if (place === undefined) {
    return { steps: [...steps, nothingThere(map, line, column)], resolved: undefined };
  }
  const resolved = resolvedFrame(place);
  const at = `${resolved.source}:${resolved.line}:${resolved.column}`;
  const reached: Step = { state: "ok", text: `Line ${line}, column ${column} is ${at}` };
  return { steps: [...steps, reached, contentStep(place, resolved)], resolved };
}

function nothingThere(map: TraceMap, line: number, column: number): Step {
  const text = `The map has nothing for line ${line}, column ${column}`;
  // The commonest reason: a file that was changed after its map was made.
  return {
    state: "problem",
    text,
    hint: map.sources.length === 0
      ? "The map is empty."
      : "Script and map do not belong together: upload the files of the build that is deployed.",
  };
}

function contentStep({ source }: OriginalPlace, { line, context }: ResolvedFrame): Step {
  if (context !== undefined) return { state: "ok", text: "The source text is in the map" };
  if (source.content !== undefined) {
    return {
      state: "problem",
      text: `The source text in the map has no line ${line}`,
      hint: "The map was made from another version of the source.",
    };
  }
  return {
    state: "note",
    text: "The map does not carry the source text, so no code is shown",
    hint: "Let the build write sourcesContent, or upload where the sources are.",
  };
}

function resolvedFrame({ source, line, column, name }: OriginalPlace): ResolvedFrame {
  return {
    source: source.name,
    line: line + 1,
    column: column + 1,
    name,
    context: source.content === undefined ? undefined : contextOf(source.content, line),
  };
}

function contextOf(content: string, at: number): FrameContext | undefined {
  const lines = content.split(/\r\n|\r|\n/);
  const line = lines[at];
  if (line === undefined) return undefined;
  return {
    before: lines.slice(Math.max(0, at - CONTEXT_LINES), at),
    line,
    after: lines.slice(at + 1, at + 1 + CONTEXT_LINES),
  };
}
