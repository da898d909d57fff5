import type { Context } from "../context.ts";
import type { Narrator } from "../features/sourcemaps/upload_bundle.ts";

/** Tells of an upload on this run's outputs. */
export function narratorOf(ctx: Context): Narrator {
  const { out, log, progress } = ctx;
  return {
    step: (line) => out.say(`${out.style.dim(">")} ${line}`),
    say: (text) => out.say(text),
    warn: (line) => log.warn(line),
    progress,
    style: out.style,
  };
}
