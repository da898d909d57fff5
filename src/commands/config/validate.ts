import { defineCommand } from "../../cli/command.ts";
import { flag } from "../../cli/options.ts";
import { type Problem, problemText } from "../../config/problem.ts";
import { validate } from "../../config/validate.ts";
import type { Context } from "../../context.ts";
import { stripControl } from "../../output/sanitise.ts";
import type { Style } from "../../output/style.ts";
import { formatOption } from "../shared_options.ts";
import { WORKS_WHEN_CONFIG_IS_BROKEN } from "../tags.ts";

/** `config validate`: does the configuration say what its author meant? */
export const validateCommand = defineCommand({
  summary: "Check the configuration for errors and for what was probably not meant.",
  description: "Names file and line of unknown sections and settings, of values that do not fit " +
    "or do not count, and of files that cannot be read. Exits with 1 when there are errors, with " +
    "--strict also when there are warnings.",
  tags: [WORKS_WHEN_CONFIG_IS_BROKEN],
  options: {
    strict: flag("Fail on warnings, too."),
    format: formatOption,
  },
  async run({ options }, ctx: Context) {
    const problems = await validate(ctx.config, ctx);
    const errors = problems.filter(({ level }) => level === "error").length;
    const warnings = problems.length - errors;
    const isValid = errors === 0 && !(options.strict && warnings > 0);
    ctx.out.show({
      json: { valid: isValid, errors, warnings, problems: problems.map(asJson) },
      text: (style) => {
        const lines = problems.map((problem) => problemLine(problem, style));
        return [...lines, summary(errors, warnings)].join("\n");
      },
    });
    return isValid ? 0 : 1;
  },
});

function asJson({ level, message, hint, file, line, where }: Problem): unknown {
  return {
    level,
    message,
    hint: hint ?? null,
    file: file ?? null,
    line: line ?? null,
    where: where ?? null,
  };
}

function problemLine(problem: Problem, style: Style): string {
  const level = problem.level === "error" ? style.red("error:") : style.yellow("warning:");
  return `${level} ${stripControl(problemText(problem))}`;
}

function summary(errors: number, warnings: number): string {
  if (errors + warnings === 0) return "The configuration is valid.";
  const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  return `${count(errors, "error")}, ${count(warnings, "warning")}`;
}
