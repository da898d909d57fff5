import { Cancelled, InputError } from "../../base/errors.ts";
import { defineCommand } from "../../cli/command.ts";
import { integer, InvalidValue, parsed, readInteger, text } from "../../cli/options.ts";
import { requireDsn } from "../../config/configured_dsn.ts";
import { settings } from "../../config/settings.ts";
import type { Context } from "../../context.ts";
import { closingCheckIn, type Monitor, openingCheckIn } from "../../features/monitors/check_in.ts";
import { exitCodeOf } from "../../features/monitors/exit_code.ts";
import { type JobEnd, runJob } from "../../features/monitors/run_job.ts";
import { isTimeZone } from "../../features/monitors/time_zone.ts";
import { crontabProblem } from "../../formats/crontab.ts";
import { oneLine } from "../../output/sanitise.ts";
import type { JobOptions } from "../../system/mod.ts";
import { dryRunOption } from "../shared_options.ts";

const amount = (summary: string, name: string) =>
  parsed(summary, positive).valueName(name).optional().requires("schedule");

function positive(word: string): bigint {
  const value = readInteger(word);
  if (value >= 1n) return value;
  throw new InvalidValue(`${value} is not in 1..18446744073709551615`);
}

function timeZone(word: string): string {
  if (isTimeZone(word)) return word;
  throw new InvalidValue(
    `'${word}' is not a valid timezone\n\tSee here for a list of valid timezone strings: ` +
      "https://en.wikipedia.org/wiki/List_of_tz_database_time_zones#List",
  );
}

/** `monitors run`: run a job and tell its monitor when it begins and how it ends. */
export const runCommand = defineCommand({
  summary: "Wraps a command: tell a monitor when it begins and how it ends.",
  description:
    "The command has the terminal to itself and gets every signal (on Windows: Ctrl-C and Ctrl-Break); " +
    "its exit code comes back. It does not wait for the monitor, and a monitor that cannot be reached " +
    "changes nothing for it.",
  args: {
    monitorSlug: text("The slug of the monitor.").valueName("monitor-slug"),
    args: text("The command and its arguments.").valueName("ARGS").rest().required().afterDashes(),
  },
  options: {
    environment: text("The environment.").short("e").valueName("environment")
      .default("production"),
    schedule: text("When the job is due, as crontab writes it; makes the monitor or changes it.")
      .short("s").valueName("schedule").optional(),
    checkInMargin: amount("How many minutes late the job may begin.", "checkin_margin"),
    maxRuntime: amount("How many minutes the job may take.", "max_runtime"),
    timezone: parsed("The time zone of the schedule, e.g. Europe/Vienna.", timeZone)
      .valueName("timezone").optional().requires("schedule"),
    failureIssueThreshold: amount(
      "How many failures in a row make an issue.",
      "failure_issue_threshold",
    ),
    recoveryThreshold: amount(
      "How many successes in a row resolve it.",
      "recovery_threshold",
    ),
    checkInTimeout: integer("How many seconds check-ins may take after the job.", {
      min: 1,
      max: 3600,
    }).valueName("SECONDS").default(10),
    outputTail: integer("On failure, also send an event with so many lines of output.", {
      min: 1,
      max: 10_000,
    }).valueName("LINES").optional(),
    dryRun: dryRunOption,
  },
  examples: [{
    command: "sentry-cli monitors run nightly -s '0 3 * * *' -- ./backup.sh --all",
    explains: "Run a backup, and let its monitor know",
  }],
  async run({ args, options }, ctx: Context) {
    const problem = options.schedule === undefined ? undefined : crontabProblem(options.schedule);
    if (problem !== undefined) throw badSchedule(options.schedule ?? "", problem);
    // Before the job, as a command line that can never report should not look as if it worked.
    requireDsn(ctx.config, ctx.plan);
    const monitor: Monitor = {
      checkInId: ctx.random.uuid().replaceAll("-", ""),
      slug: args.monitorSlug,
      environment: options.environment,
      config: options.schedule === undefined
        ? undefined
        : { ...options, schedule: options.schedule },
    };
    if (ctx.plan !== undefined) return await plan(ctx, monitor, args.args);
    const tail = await tailFor(options.outputTail);
    // From here on signals are the job's.
    if (ctx.signal.aborted) throw new Cancelled("Interrupted");
    const end = await start(ctx, monitor, {
      words: args.args,
      limitMs: options.checkInTimeout * 1000,
      copyOutput: tail?.add,
    });
    const code = report(ctx, end, args.args);
    if (code !== 0 && tail !== undefined) await sendTail(ctx, monitor, { code, text: tail.text() });
    return code;
  },
});

interface StartOptions {
  readonly words: readonly string[];
  readonly limitMs: number;
  readonly copyOutput: JobOptions["copyOutput"] | undefined;
}

function start(
  ctx: Context,
  monitor: Monitor,
  { words, limitMs, copyOutput }: StartOptions,
): Promise<JobEnd> {
  const [program = "", ...rest] = words;
  // Asked for after the job has begun: finding proxies and certificates takes its time.
  let connected: ReturnType<Context["ingest"]> | undefined;
  const send = async (envelope: Uint8Array, signal: AbortSignal) => {
    const ingest = await (connected ??= ctx.ingest());
    await ingest.send(envelope, { signal });
  };
  return runJob({
    clock: ctx.clock,
    takeSignals: ctx.takeSignals,
    limitMs,
    start: () =>
      ctx.startJob(program, rest, {
        env: { SENTRY_MONITOR_SLUG: monitor.slug },
        ...(copyOutput === undefined ? {} : { copyOutput }),
      }),
    open: (signal) => send(openingCheckIn(monitor), signal),
    close: (status, durationMs, signal) =>
      send(closingCheckIn(monitor, status, durationMs), signal),
    cameFromTerminal: (name) =>
      (name === "SIGINT" || name === "SIGQUIT") && ctx.terminal.stdin.isTerminal,
    failed(which, [why, ...causes]) {
      ctx.log.error(`Failed to send ${which} check-in envelope: ${why}`);
      for (const cause of causes) ctx.log.info(cause);
    },
  });
}

function report(ctx: Context, end: JobEnd, [program = ""]: readonly string[]): number {
  if (end.kind === "ended") {
    return exitCodeOf(end, { semantic: ctx.config.get(settings.exitCodes) === "semantic" });
  }
  ctx.out.note(`error could not invoke program '${oneLine(program)}': ${end.error.message}`);
  return 1;
}

async function plan(ctx: Context, monitor: Monitor, words: readonly string[]): Promise<void> {
  const ingest = await ctx.ingest();
  await ingest.send(openingCheckIn(monitor));
  ctx.plan?.note(`Then this would run: ${words.map((word) => JSON.stringify(word)).join(" ")}`);
  await ingest.send(closingCheckIn(monitor, "ok", 0));
}

async function tailFor(lines: number | undefined) {
  if (lines === undefined) return undefined;
  const { keepTail } = await import("../../features/monitors/output_tail.ts");
  return keepTail(lines);
}

async function sendTail(
  ctx: Context,
  monitor: Monitor,
  { code, text }: { readonly code: number; readonly text: string },
): Promise<void> {
  const { sendFailure } = await import("../send_failure.ts");
  await sendFailure(ctx, { ...monitor, code, output: text });
}

function badSchedule(schedule: string, problem: string): InputError {
  const link = `https://crontab.guru/#${schedule.replaceAll(" ", "_")}`;
  return new InputError(
    `"${oneLine(schedule)}" is not a valid crontab schedule.\n\t For help determining why this ` +
      `schedule is invalid, you can use this site: ${oneLine(link)}`,
    { hint: oneLine(`In this one, ${problem}`) },
  );
}
