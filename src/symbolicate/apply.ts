/** Puts resolved frames into an event, as a server does. */
import type { EventFrame } from "./read_event.ts";
import type { FrameVerdict, ResolvedFrame } from "./model.ts";

/** Changes the frames of the event in place; what the minified ones were stays in `data`. */
export function applyVerdicts(
  frames: readonly EventFrame[],
  verdicts: readonly FrameVerdict[],
): void {
  for (const [at, { json }] of frames.entries()) {
    const verdict = verdicts[at];
    if (verdict === undefined) continue;
    const resolved = verdict.resolved;
    json["data"] = {
      symbolicated: resolved !== undefined,
      steps: verdict.steps.map(({ state, text }) => ({ state, text })),
      ...(resolved === undefined ? {} : minified(json)),
    };
    if (resolved !== undefined) Object.assign(json, originalFields(resolved));
  }
}

function minified(json: Record<string, unknown>): Record<string, unknown> {
  const { abs_path, filename, function: name, lineno, colno } = json;
  return { minified: { abs_path, filename, function: name, lineno, colno } };
}

/** Not the function: a map names what stands at a position, which is seldom the function around it. */
function originalFields({ source, line, column, context }: ResolvedFrame) {
  return {
    abs_path: source,
    filename: source,
    lineno: line,
    colno: column,
    ...(context === undefined ? {} : {
      pre_context: context.before,
      context_line: context.line,
      post_context: context.after,
    }),
  };
}
