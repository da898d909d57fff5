/** Sends the files that a pattern names, one after the other, until one fails. */
import { InputError } from "../base/errors.ts";
import type { Context } from "../context.ts";
import {
  eventEnvelope,
  rawEventEnvelope,
  readEnvelopeFile,
  readEventFile,
} from "../features/events/envelopes.ts";
import { matchPaths } from "../features/events/match_paths.ts";
import { oneLine } from "../output/sanitise.ts";
import { SystemError } from "../system/mod.ts";
import { deliver } from "./deliver.ts";
import { eventFrame } from "./event_options.ts";

/** Which files, and how. */
export interface FilesChoice {
  readonly pattern: string;
  readonly raw: boolean;
  /** No file at all is a failure. */
  readonly strict: boolean;
}

/** Events, each in an envelope of its own. */
export async function sendEventFiles(ctx: Context, choice: FilesChoice): Promise<void> {
  const files: { path: string; eventId: string }[] = [];
  for (const path of await matching(ctx, choice, ".json")) {
    const bytes = await readFile(ctx, path);
    const frame = await eventFrame(ctx, {
      release: undefined,
      detect: "variable",
      environment: undefined,
    });
    const envelope = choice.raw
      ? rawEventEnvelope(bytes, path)
      : eventEnvelope(readEventFile(bytes, path, frame));
    await deliver(ctx, { bytes: envelope.bytes, what: `the event ${envelope.eventId}` });
    ctx.out.say(`Event from file ${oneLine(path)} dispatched: ${envelope.eventId}`);
    files.push({ path, eventId: envelope.eventId });
  }
  ctx.out.show({ json: { files }, text: () => "" });
}

/** Envelopes. */
export async function sendEnvelopeFiles(ctx: Context, choice: FilesChoice): Promise<void> {
  const files: { path: string }[] = [];
  for (const path of await matching(ctx, choice, "envelope")) {
    const given = await readFile(ctx, path);
    const options = { nowMs: ctx.clock.now(), newId: () => ctx.random.uuid() };
    const bytes = choice.raw ? given : readEnvelopeFile(given, path, options);
    ctx.log.debug(`envelope: ${new TextDecoder().decode(bytes)}`);
    await deliver(ctx, { bytes, what: `the envelope of '${oneLine(path)}'` });
    ctx.out.say(`Envelope from file ${oneLine(path)} dispatched`);
    files.push({ path });
  }
  ctx.out.show({ json: { files }, text: () => "" });
}

async function matching(
  ctx: Context,
  { pattern, strict }: FilesChoice,
  what: string,
): Promise<readonly string[]> {
  const paths = await matchPaths(pattern, { ...ctx, path: ctx.platform.path });
  const none = `Did not match any ${what} files for pattern: ${pattern}`;
  if (paths.length === 0 && strict) throw new InputError(none);
  if (paths.length === 0) ctx.log.warn(none);
  return paths;
}

async function readFile(ctx: Context, path: string): Promise<Uint8Array> {
  try {
    return await ctx.fs.read(ctx.platform.path.resolve(ctx.cwd, path));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new InputError(error.message, { hint: `Check '${oneLine(path)}'`, cause: error.cause });
  }
}
