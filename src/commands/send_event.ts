import { defineCommand } from "../cli/command.ts";
import { flag, text } from "../cli/options.ts";
import { secondsOf } from "../api/shape.ts";
import { settings } from "../config/settings.ts";
import type { Context } from "../context.ts";
import type { EventWords } from "../features/events/build_event.ts";
import { deliver } from "./deliver.ts";
import { distOption, eventFrame } from "./event_options.ts";
import { changeOptions, timestamp } from "./shared_options.ts";

const pair = (summary: string) =>
  text(`${summary}; can be repeated.`).valueName("KEY:VALUE").repeated();

/** `send-event`: send an event, made from flags or read from files. */
export const sendEventCommand = defineCommand({
  summary: "Send an event to Sentry.",
  description:
    "Without PATH, the event is made from the options. With PATH, which may be a pattern, it is read " +
    "from JSON files, and only --raw counts. An event that cannot be delivered is kept, and `flush` " +
    "sends it later.",
  args: {
    path: text("A JSON file with an event, or a pattern such as 'events/*.json'.").valueName("PATH")
      .optional().completes("file"),
  },
  options: {
    raw: flag("Send the file as it is, without looking at more than its id."),
    strict: flag("Fail when PATH names no file."),
    level: text("debug, info, warning, error or fatal. [default: error]").short("l")
      .valueName("LEVEL").optional(),
    timestamp: timestamp("When it happened: Unix time, RFC 3339 or RFC 2822. [default: now]")
      .optional(),
    release: text("The release that it belongs to.").short("r").valueName("RELEASE").optional(),
    dist: distOption,
    env: text("The environment. [default: production]").short("E").valueName("ENVIRONMENT")
      .optional(),
    noEnviron: flag("Do not send the environment variables; secrets among them never are."),
    message: text("The message; can be repeated, for several lines.").short("m")
      .valueName("MESSAGE").repeated(),
    messageArg: text("A parameter of the message; can be repeated.").short("a")
      .valueName("MESSAGE_ARG").repeated(),
    platform: text("The platform. [default: other]").short("p").valueName("PLATFORM").optional(),
    tag: pair("A tag").short("t"),
    extra: pair("Anything else worth knowing").short("e"),
    user: pair("Who was affected: id, email, username, ip_address or a word of your own").short(
      "u",
    ),
    fingerprint: text("What the event is grouped by; can be repeated.").short("f")
      .valueName("FINGERPRINT").repeated(),
    logfile: text("A log whose last 100 lines become breadcrumbs.").valueName("PATH").optional()
      .completes("file"),
    withCategories: flag("Take what stands before the first ':' of a log line for its category."),
    allowXcodeInfoplistPreprocessing: flag(
      "Let the compiler preprocess Info.plist where that is configured; it runs flags of the project.",
    ),
    ...changeOptions,
  },
  examples: [{
    command: "sentry-cli send-event -m 'Nightly import failed' -t job:import --logfile import.log",
    explains: "Send a message with a tag and the end of a log",
  }],
  async run({ args, options }, ctx: Context) {
    const { release, env: environment } = options;
    if (args.path !== undefined) {
      const { sendEventFiles } = await import("./send_files.ts");
      return await sendEventFiles(ctx, { ...options, pattern: args.path });
    }
    const { buildEvent, isLevel } = await import("../features/events/build_event.ts");
    const { eventEnvelope } = await import("../features/events/envelopes.ts");
    if (options.level !== undefined && !isLevel(options.level)) {
      ctx.log.warn(`'${options.level}' is no level; the event is sent as an error`);
    }
    const words: EventWords = {
      ...options,
      timestamp: options.timestamp === undefined ? undefined : secondsOf(options.timestamp),
      messages: options.message,
      messageArgs: options.messageArg,
      tags: options.tag,
      breadcrumbs: await breadcrumbs(ctx, options.logfile, options.withCategories),
      environ: await environ(ctx, options.noEnviron),
    };
    const frame = await eventFrame(ctx, {
      release,
      environment,
      detect: options.allowXcodeInfoplistPreprocessing
        ? "surroundings-with-preprocessing"
        : "surroundings",
    });
    const { eventId, bytes } = eventEnvelope(buildEvent(words, frame));
    await deliver(ctx, { bytes, what: `the event ${eventId}` });
    ctx.out.show({ json: { eventId }, text: () => `Event dispatched.\nEvent id: ${eventId}` });
  },
});

async function breadcrumbs(ctx: Context, path: string | undefined, withCategories: boolean) {
  if (path === undefined) return [];
  const { readLogFile } = await import("../features/events/log_file.ts");
  return await readLogFile(ctx.platform.path.resolve(ctx.cwd, path), { ...ctx, withCategories });
}

async function environ(ctx: Context, isUnwanted: boolean) {
  if (isUnwanted || ctx.config.get(settings.sendDefaultPii) === false) return undefined;
  const { environOf } = await import("../features/events/environ.ts");
  return environOf(ctx.env.all(), ctx.redact);
}
