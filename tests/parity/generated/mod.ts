/**
 * Command lines, files and answers made by chance: a case for each seed, always the same one. They leave
 * out what `differences.ts` names, so that both programs have to do the same in all of them.
 */
import type { Area, Case } from "../model.ts";
import { OPERATOR } from "../cases/common.ts";
import { COMMANDS, type GeneratedCommand, type GeneratedOption } from "./commands.ts";
import { type Dice, dice } from "./dice.ts";

/** The cases of so many seeds from `first`. */
export function generatedCases(first: number, count: number): Area {
  return {
    area: "generated",
    cases: Array.from({ length: count }, (_, index) => generatedCase(first + index)),
  };
}

/** The case of a seed. */
export function generatedCase(seed: number): Case {
  for (let again = 0;; again += 0x10000) {
    const made = { ...rolledCase(dice(seed + again)), name: `seed ${seed}` };
    if (!differsOnPurpose(made)) return made;
  }
}

/** What `differences.ts` has under `says-why`, `unknown-org`, `more-pages` and `query-encoding`. */
function differsOnPurpose({ args, replies = [] }: Case): boolean {
  const line = args.join(" ");
  const isMissing = replies.some(({ status }) => status === 404);
  return isMissing && /^(?:repos list|releases info)/.test(line) ||
    replies.length > 1 && line.includes(" --pages") ||
    / --query.*%/.test(line);
}

function rolledCase(chance: Dice): Omit<Case, "name"> {
  const command = chance.pick(COMMANDS);
  const options = chosenOptions(command, chance).flatMap((option) =>
    spelled(option, command, chance)
  );
  const args = command.args?.(chance) ?? [];
  const line = command.argsLast || chance.chance(0.7)
    ? [...options, ...args]
    : [...args, ...options];
  return {
    args: [...command.words.filter((word) => word !== undefined), ...line],
    env: { ...OPERATOR, SENTRY_SPOOL: "false", ...command.env, ...fromElsewhere(chance) },
    files: command.files?.(chance) ?? {},
    replies: command.replies(chance),
  };
}

function chosenOptions({ options }: GeneratedCommand, chance: Dice): GeneratedOption[] {
  // A couple of options in each line, however many there are.
  const usual = Math.min(0.6, 2.2 / options.length);
  return options.flatMap((option) => {
    if (!chance.chance(option.often ?? usual)) return [];
    return option.repeats && chance.chance(0.2) ? [option, option] : [option];
  });
}

/** One of the ways to write an option. */
function spelled(
  { names, value }: GeneratedOption,
  command: GeneratedCommand,
  chance: Dice,
): string[] {
  const name = chance.pick(names);
  if (value === undefined) return [name];
  const text = value(chance);
  // Beside a version that may begin with `-`, the reference takes `-ptext` for the version.
  const mayJoin = name.startsWith("--") || command.words[0] !== "releases";
  if (!mayJoin || chance.chance(0.4)) return [name, text];
  return [name.startsWith("--") || chance.chance(0.5) ? `${name}=${text}` : `${name}${text}`];
}

/** What the environment says beside the command line. */
function fromElsewhere(chance: Dice): Record<string, string> {
  return {
    ...(chance.chance(0.1) ? { SENTRY_ORG: chance.pick(["eo", "a b"]) } : {}),
    ...(chance.chance(0.1) ? { SENTRY_PROJECT: chance.pick(["ep", "a,b"]) } : {}),
    ...(chance.chance(0.05) ? { SENTRY_RELEASE: "er" } : {}),
    ...(chance.chance(0.05) ? { SENTRY_ENVIRONMENT: "ee" } : {}),
    ...(chance.chance(0.05) ? { SENTRY_AUTH_TOKEN: chance.pick(["{OT}", "{UT}"]) } : {}),
    ...(chance.chance(0.03) ? { SENTRY_LOG_LEVEL: chance.pick(["error", "warn"]) } : {}),
  };
}
