import { getRawEvent } from "../../api/events.ts";
import type { Api } from "../../api/client.ts";
import { InputError, UsageError } from "../../base/errors.ts";
import { defineCommand } from "../../cli/command.ts";
import { flag, text } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import type { FrameVerdict } from "../../symbolicate/model.ts";
import { formatOption, projectScope } from "../shared_options.ts";
import { resolveScope } from "../scope.ts";

/** `sourcemaps explain`: why the frames of an event show original source, or do not. */
export const explainCommand = defineCommand({
  summary: "Say, step by step, why the frames of an event do or do not show original source.",
  description: "Looks in the event for debug ids, release and dist, then on the server for the " +
    "uploaded scripts and source maps, and resolves each frame with them. Ends with exit code 1 " +
    "when a frame stays minified.",
  args: {
    id: text("The event: its id, or a file with its JSON or its envelope.").valueName("EVENT")
      .optional().completes("file"),
  },
  options: {
    ...projectScope,
    event: text("The same as an option.").valueName("FILE|ID").optional().completes("file"),
    frame: text("Accepted for old scripts; all frames are explained.").optional().hidden(),
    force: flag("Accepted for old scripts; has no effect.").short("f").hidden(),
    format: formatOption,
  },
  examples: [{
    command: "sentry-cli sourcemaps explain --event 0123456789abcdef0123456789abcdef",
    explains: "Follow each frame of an event from the debug id to the line of source",
  }],
  async run({ args, options }, ctx: Context) {
    const wanted = options.event ?? args.id;
    if (wanted === undefined) throw new UsageError("Which event? Give its id or a file");
    const { org, projects } = resolveScope(ctx, options, { projects: "required" });
    const project = { org, project: projects[0] ?? "" };
    const api = await ctx.api();
    const { readEvent } = await import("../../symbolicate/read_event.ts");
    const { resolveFrames } = await import("../../symbolicate/resolve_frames.ts");
    const { apiArtifacts } = await import("../../features/explain/api_artifacts.ts");
    const { renderVerdicts } = await import("../../features/explain/render.ts");
    const { scope, frames } = readEvent(await findEvent(ctx, api, wanted, project));
    const artifacts = apiArtifacts({ api, project, codecs: () => ctx.codecs() });
    const verdicts = await resolveFrames(frames.map(({ frame }) => frame), scope, artifacts);
    ctx.out.show({
      json: {
        release: scope.release ?? null,
        dist: scope.dist ?? null,
        frames: verdicts.map((each) => ({ ...each, resolved: each.resolved ?? null })),
      },
      text: (style) => renderVerdicts(verdicts, scope, style),
    });
    return verdicts.some(isStuck) ? 1 : 0;
  },
});

/** A frame of no file, or of the runtime, has nothing to resolve. */
function isStuck({ resolved, steps }: FrameVerdict): boolean {
  return resolved === undefined && steps.at(-1)?.state === "problem";
}

/** The event in a file, where there is one, else the one with that id on the server. */
async function findEvent(
  ctx: Context,
  api: Api,
  wanted: string,
  project: { readonly org: string; readonly project: string },
): Promise<Record<string, unknown>> {
  const path = ctx.platform.path.resolve(ctx.cwd, wanted);
  if ((await ctx.fs.stat(path))?.kind === "file") {
    const { readEventFile } = await import("../../features/explain/read_event_file.ts");
    return readEventFile(path, await ctx.fs.read(path));
  }
  const id = wanted.replaceAll("-", "").toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(id)) {
    throw new InputError(`There is no file '${wanted}', and it is not the id of an event`, {
      hint: "The id of an event has 32 hexadecimal digits.",
    });
  }
  return await getRawEvent(api, { ...project, id });
}
