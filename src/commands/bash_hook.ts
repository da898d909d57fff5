import { defineCommand } from "../cli/command.ts";
import { flag, text } from "../cli/options.ts";
import { findRelease } from "../config/scope.ts";
import { settings } from "../config/settings.ts";
import type { Context } from "../context.ts";
import { SystemError } from "../system/mod.ts";
import { commandPermissions, permissionFlags } from "./permission_rows.ts";
import { deliver } from "./deliver.ts";
import { eventFrame } from "./event_options.ts";

/** `bash-hook`: a script that reports failures of shell scripts, and the report itself. */
export const bashHookCommand = defineCommand({
  summary: "Print a script that reports failures of a bash script.",
  description: 'Put it at the top of a script with: eval "$(sentry-cli bash-hook)"',
  hidden: true,
  options: {
    noExit: flag("Go on after a failure: leave out the `set -e`."),
    noEnviron: flag("Accepted for old scripts; the environment is never sent.").hidden(),
    cli: text("How to call this program. [default: its path]").valueName("CMD").optional(),
    sendEvent: flag("Send the report.").hidden().requires("traceback", "log"),
    traceback: text("The file with the call stack.").valueName("PATH").optional().hidden()
      .completes("file"),
    log: text("The file with the output.").valueName("PATH").optional().hidden().completes("file"),
    tag: text("A tag; can be repeated.").valueName("KEY:VALUE").repeated(),
    release: text("The release that reports belong to.").valueName("RELEASE").optional(),
    allowXcodeInfoplistPreprocessing: flag(
      "Let the compiler preprocess Info.plist where that is configured; it runs flags of the project.",
    ),
  },
  async run({ options }, ctx: Context) {
    const { traceback, log, release, tag: tags } = options;
    if (options.sendEvent && traceback !== undefined && log !== undefined) {
      const { allowXcodeInfoplistPreprocessing: allowPreprocessing } = options;
      return await report(ctx, { traceback, log, release, tags, allowPreprocessing });
    }
    const found = findRelease(ctx.config, { flag: release });
    if (found.warning !== undefined) ctx.log.warn(found.warning);
    const { bashScript } = await import("../features/events/bash_script.ts");
    const folder = ctx.platform.temporaryFolder();
    const file = (ending: string) =>
      ctx.platform.path.join(folder, `.sentry-${ctx.random.uuid()}.${ending}`);
    const script = bashScript({
      tracebackFile: file("traceback"),
      logFile: file("out"),
      exits: !options.noExit,
      cli: options.cli === undefined ? ownCommand(ctx) : [options.cli],
      options: [
        ...tags.flatMap((tag) => ["--tag", tag]),
        ...(found.value === undefined ? [] : ["--release", found.value]),
        ...(options.allowXcodeInfoplistPreprocessing
          ? ["--allow-xcode-infoplist-preprocessing"]
          : []),
      ],
    });
    ctx.out.raw(script);
  },
});

/** The words that call this program the way it was called. */
function ownCommand({ program, programName, platform }: Context): readonly string[] {
  if (program.kind === "native") return [program.path];
  const call = program.call?.();
  if (call === undefined) return [programName];
  const { "bash-hook": permissions = {} } = commandPermissions(platform.os);
  return [call.runtime, "run", "--quiet", ...permissionFlags(permissions), call.script];
}

interface Report {
  readonly traceback: string;
  readonly log: string;
  readonly release: string | undefined;
  readonly tags: readonly string[];
  readonly allowPreprocessing: boolean;
}

async function report(ctx: Context, given: Report): Promise<void> {
  const { traceback, log, release, tags, allowPreprocessing } = given;
  const { path } = ctx.platform;
  const { bashEvent } = await import("../features/events/bash_report.ts");
  const { pairs } = await import("../features/events/build_event.ts");
  const { eventEnvelope } = await import("../features/events/envelopes.ts");
  const { readLogFile } = await import("../features/events/log_file.ts");
  const breadcrumbs = await readLogFile(path.resolve(ctx.cwd, log), {
    ...ctx,
    withCategories: true,
  });
  const frame = await eventFrame(ctx, {
    release,
    detect: allowPreprocessing ? "surroundings-with-preprocessing" : "surroundings",
    environment: ctx.config.get(settings.environment),
  });
  const event = await bashEvent(
    {
      traceback: await readOrNothing(ctx, path.resolve(ctx.cwd, traceback)),
      breadcrumbs,
      tags: pairs(tags, "tag"),
    },
    frame,
    { ...ctx, path },
  );
  const { bytes, eventId } = eventEnvelope(event);
  await deliver(ctx, { bytes, what: `the event ${eventId}` });
  ctx.out.raw(`${eventId}\n`);
}

async function readOrNothing({ fs }: Context, file: string): Promise<string> {
  try {
    return new TextDecoder().decode(await fs.read(file));
  } catch (error) {
    if (error instanceof SystemError) return "";
    throw error;
  }
}
