/** Tells of a job that failed, with the end of what it printed. */
import type { JsonObject } from "../api/event_model.ts";
import { messageChain } from "../base/errors.ts";
import type { Context } from "../context.ts";
import { buildEvent } from "../features/events/build_event.ts";
import { eventEnvelope } from "../features/events/envelopes.ts";
import { deliver } from "./deliver.ts";
import { eventFrame } from "./event_options.ts";

/** What is known of it. */
export interface Failure {
  readonly slug: string;
  readonly environment: string;
  readonly code: number;
  readonly output: string;
}

/** Sends the event. That it could not be sent is logged: the job has failed, not we. */
export async function sendFailure(ctx: Context, failure: Failure): Promise<void> {
  try {
    const { bytes, eventId } = eventEnvelope(await failureEvent(ctx, failure));
    await deliver(ctx, { bytes, what: `the event ${eventId}` });
  } catch (error) {
    ctx.log.error(`Failed to send the output of the job: ${messageChain(error).join(": ")}`);
  }
}

async function failureEvent(ctx: Context, failure: Failure): Promise<JsonObject> {
  const { slug, environment, code, output } = failure;
  const frame = await eventFrame(ctx, {
    release: undefined,
    detect: "surroundings",
    environment,
  });
  return buildEvent({
    level: undefined,
    timestamp: undefined,
    dist: undefined,
    messages: [`Job '${slug}' failed with exit code ${code}`],
    messageArgs: [],
    platform: undefined,
    tags: [`monitor.slug:${slug}`],
    extra: [`output:${ctx.redact(output)}`],
    user: [],
    fingerprint: [`monitor:${slug}`],
    breadcrumbs: [],
    environ: undefined,
  }, { ...frame, contexts: { ...frame.contexts, monitor: { type: "monitor", slug } } });
}
