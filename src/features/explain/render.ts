/** The way of each frame, as text. */
import { oneLine } from "../../output/sanitise.ts";
import type { Style } from "../../output/style.ts";
import type {
  EventScope,
  FrameContext,
  FrameVerdict,
  ResolvedFrame,
  Step,
} from "../../symbolicate/model.ts";

/** All frames, the one that threw first. */
export function renderVerdicts(
  verdicts: readonly FrameVerdict[],
  scope: EventScope,
  style: Style,
): string {
  const head = `Release: ${oneLine(scope.release ?? "none")}, dist: ${
    oneLine(scope.dist ?? "none")
  }, debug ids: ${scope.debugIds.size}`;
  if (verdicts.length === 0) return `${head}\n\nThe event has no JavaScript frames.`;
  const frames = verdicts.toReversed().map((verdict, at) => renderVerdict(verdict, at + 1, style));
  return [head, ...frames, summary(verdicts)].join("\n\n");
}

function renderVerdict({ frame, steps, resolved }: FrameVerdict, number: number, style: Style) {
  const place = [frame.absPath || "<no file>", frame.line ?? "?", frame.column ?? "?"].join(":");
  const name = frame.function === undefined ? "" : `${frame.function} `;
  const lines = [style.bold(oneLine(`Frame ${number}: ${name}(${place})`))];
  for (const step of steps) lines.push(...stepLines(step, style));
  if (resolved !== undefined) lines.push(...resolvedLines(resolved, style));
  return lines.join("\n");
}

function stepLines({ state, text, hint }: Step, style: Style): string[] {
  const marks = { ok: style.green("ok"), note: "--", problem: style.red("no") };
  const lines = [`  ${marks[state]}  ${oneLine(text)}`];
  if (hint !== undefined) lines.push(`      fix: ${oneLine(hint)}`);
  return lines;
}

function resolvedLines({ line, context }: ResolvedFrame, style: Style): string[] {
  return context === undefined ? [] : contextLines(context, line, style);
}

function contextLines({ before, line, after }: FrameContext, number: number, style: Style) {
  const first = number - before.length;
  const width = String(number + after.length).length;
  const show = (text: string, at: number) => {
    const row = `${String(first + at).padStart(width)} | ${oneLine(text)}`.trimEnd();
    return first + at === number ? `      ${style.yellow(`> ${row}`)}` : `        ${row}`;
  };
  return [...before, line, ...after].map(show);
}

function summary(verdicts: readonly FrameVerdict[]): string {
  const resolved = verdicts.filter((each) => each.resolved !== undefined).length;
  return `${resolved} of ${verdicts.length} ${
    verdicts.length === 1 ? "frame" : "frames"
  } resolved.`;
}
