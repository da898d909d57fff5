/** What the commands that send events share: options, and who sends from where. */
import { settings } from "../config/settings.ts";
import type { Context } from "../context.ts";
import { VERSION } from "../base/version.ts";
import { distributionOption } from "./shared_options.ts";
import { proposeDoors } from "./detected_release.ts";
import type { EventFrame } from "../features/events/build_event.ts";
import { surroundingContexts } from "../features/events/surroundings.ts";

/** `--dist`. */
export const distOption = distributionOption("The distribution of the release.")
  .short("d").optional();

/** What a command knows of the event that it sends. */
export interface FrameChoice {
  readonly release: string | undefined;
  /**
   * How the release is found when none is given: from the surroundings, or from the variable alone, as
   * for events that others have made.
   */
  readonly detect: "surroundings" | "surroundings-with-preprocessing" | "variable";
  readonly environment: string | undefined;
}

/** Who sends an event, and from where. */
export async function eventFrame(ctx: Context, choice: FrameChoice): Promise<EventFrame> {
  const { machine } = ctx;
  const personal = ctx.config.get(settings.sendDefaultPii) !== false;
  const userName = personal ? machine.userName() : undefined;
  return {
    eventId: ctx.random.uuid(),
    nowMs: ctx.clock.now(),
    serverName: personal ? machine.hostname() : undefined,
    release: choice.release ?? await releaseOf(ctx, choice.detect),
    environment: choice.environment ?? ctx.env.get("SENTRY_ENVIRONMENT") ?? "production",
    user: personal
      ? { ip_address: "{{auto}}", ...(userName === undefined ? {} : { username: userName }) }
      : undefined,
    contexts: await surroundingContexts({
      ...ctx,
      device: {
        family: ctx.config.get(settings.deviceFamily),
        model: ctx.config.get(settings.deviceModel),
      },
    }),
    sdk: { name: "sentry-cli", version: VERSION },
  };
}

async function releaseOf(
  ctx: Context,
  detect: FrameChoice["detect"],
): Promise<string | undefined> {
  if (detect === "variable") return ctx.config.get(settings.release);
  const { findVersion } = await import("../features/releases/propose_version.ts");
  const allowPreprocessing = detect === "surroundings-with-preprocessing";
  return (await findVersion(proposeDoors(ctx, { allowPreprocessing })))?.version;
}
