/**
 * Holds the parser against what the reference (3.8.0) was seen to do: `reference_lines.json`, recorded
 * by `scripts/record_command_lines.ts`.
 */
import { assert, assertEquals } from "../../tests/support/assert.ts";
import { referenceTree } from "../../tests/support/command_tree.ts";
import { childLevel, rootLevel } from "./level.ts";
import { parseCommandLine, type ParsedCommandLine } from "./parse.ts";
import { usageLine } from "./usage.ts";
import { CommandLineError } from "./usage_errors.ts";
import recordedLines from "./reference_lines.json" with { type: "json" };

interface Seen {
  readonly kind: string;
  readonly to?: string;
  readonly message?: string;
  readonly tips?: readonly string[];
  readonly usage?: string | null;
}

/** Lines that the reference refuses and we read on purpose. */
const READ_BY_US = [["releases", "new", "-o=", "1"]].map((words) => JSON.stringify(words));

Deno.test("parseCommandLine() reads every recorded line as the reference does", () => {
  const differences: unknown[] = [];
  for (const { words, exitCode: _, ...recorded } of recordedLines) {
    const expected: Seen = { ...recorded, ...comparable(recorded) };
    const actual = parse(words);
    if (JSON.stringify(inOrder(actual)) === JSON.stringify(inOrder(expected))) continue;
    if (READ_BY_US.includes(JSON.stringify(words))) continue;
    differences.push({ words, actual, expected });
  }
  assertEquals(differences, []);
});

Deno.test("the recorded lines cover all kinds of outcome", () => {
  const count = (kind: string) => recordedLines.filter((each) => each.kind === kind).length;
  assert(count("error") >= 120 && count("run") >= 40 && count("help") >= 20, "too few lines");
});

function parse(words: readonly string[]): Seen {
  const root = referenceTree();
  try {
    const parsed = parseCommandLine(root, words, {
      programName: "sentry-cli",
      env: { get: () => undefined },
    });
    return parsed.kind === "help" ? helpSeen(parsed) : { kind: parsed.kind };
  } catch (error) {
    if (!(error instanceof CommandLineError)) throw error;
    return {
      kind: "error",
      ...comparable({ message: error.message }),
      tips: error.hint?.split("\n") ?? [],
      usage: error.showsUsage ? error.usage ?? null : null,
    };
  }
}

function helpSeen({ path, to }: Extract<ParsedCommandLine<null>, { kind: "help" }>): Seen {
  let level = rootLevel(referenceTree(), "sentry-cli");
  for (const name of path) {
    const child = childLevel(level, name);
    if (child === undefined) {
      const names = ["sentry-cli", ...level.path, "help"].join(" ");
      return { kind: "help", to, usage: `${names} [COMMAND]...` };
    }
    level = child;
  }
  return { kind: "help", to, usage: usageLine(level) };
}

/** Why a value is bad is said in our own words where no script reads it. */
function comparable({ message }: { readonly message?: string }): { message?: string } {
  if (message === undefined) return {};
  return {
    message: message.replace(/^(invalid value '.*' for '--log-level <LOG_LEVEL>')[^]*$/, "$1"),
  };
}

function inOrder({ kind, to, message, tips, usage }: Seen): unknown[] {
  return [kind, to, message, tips, usage];
}
