import { createDeploy } from "../../api/deploys.ts";
import { UsageError } from "../../base/errors.ts";
import { defineCommand } from "../../cli/command.ts";
import { parsed, readInteger, text } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import { oneLine } from "../../output/sanitise.ts";
import { resolveScope } from "../scope.ts";
import { changeOptions, timestamp } from "../shared_options.ts";
import { releaseBefore, releaseScope, resolveRelease } from "../release_scope.ts";
import { deployName } from "./deploy_view.ts";

const declaration = {
  summary: "Tell of a deploy of a release.",
  options: {
    ...releaseScope,
    env: text("The environment, such as 'production' or 'staging'.")
      .short("e").valueName("ENV"),
    name: text("A name for people.").short("n").valueName("NAME").optional(),
    url: text("Where the deploy can be seen.").short("u").valueName("URL").optional(),
    started: timestamp("When it began.").optional(),
    finished: timestamp("When it was done. [default: now]").optional(),
    time: parsed(
      "How long it took, up to now; in place of --started and --finished.",
      (word) => Number(readInteger(word, { signed: true })),
    ).short("t").valueName("SECONDS").optional(),
    ...changeOptions,
  },
};

/** `deploys new`. */
export const newCommand = defineCommand({
  ...declaration,
  run: ({ options }, ctx: Context) => newDeploy(ctx, options),
});

/** `releases deploys [VERSION] new`. */
export const newOfReleaseCommand = defineCommand({
  ...declaration,
  fromGroups: releaseBefore,
  run: ({ options }, ctx: Context) => newDeploy(ctx, options),
});

interface DeployWords extends Times {
  readonly env: string;
  readonly name: string | undefined;
  readonly url: string | undefined;
  readonly project: readonly string[];
}

async function newDeploy(
  ctx: Context,
  options: DeployWords & Parameters<typeof resolveRelease>[1] & Parameters<typeof resolveScope>[1],
): Promise<void> {
  const version = resolveRelease(ctx, options);
  const { org } = resolveScope(ctx, options, { projects: "ignored" });
  const deploy = await createDeploy(await ctx.api(), {
    org,
    version,
    environment: options.env,
    name: options.name,
    url: options.url,
    ...datesOf(options, ctx.clock.now()),
    // As the reference: a project of the environment or a file does not count here.
    projects: options.project,
  });
  ctx.out.show({
    json: deploy,
    text: () =>
      `Created new deploy ${oneLine(deployName(deploy))} for '${oneLine(deploy.environment)}'`,
  });
}

interface Times {
  readonly started: string | undefined;
  readonly finished: string | undefined;
  /** Seconds. */
  readonly time: number | undefined;
}

function datesOf({ started, finished, time }: Times, nowMs: number) {
  const now = new Date(nowMs).toISOString();
  if (time === undefined) return { dateStarted: started, dateFinished: finished ?? now };
  return { dateStarted: timeBefore(nowMs, time), dateFinished: now };
}

function timeBefore(nowMs: number, seconds: number): string {
  const date = new Date(nowMs - seconds * 1000);
  if (Number.isNaN(date.getTime())) {
    throw new UsageError(`Could not use '--time ${seconds}': no calendar goes that far`);
  }
  return date.toISOString();
}
