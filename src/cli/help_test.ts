import { assert, assertEquals, assertStringIncludes } from "../../tests/support/assert.ts";
import { referenceTree } from "../../tests/support/command_tree.ts";
import { createStyle, plainStyle } from "../output/style.ts";
import { displayWidth } from "../output/width.ts";
import { defineCommand, defineGroup } from "./command.ts";
import { renderHelp, wrap } from "./help.ts";
import { integer, text } from "./options.ts";

const tree = defineGroup<null>({
  summary: "A tool.",
  description: "It does things.\n\n  Indented words stay indented.",
  inherited: { verbose: text("How much to say.").env("VERBOSE").short("v").default("a little") },
  commands: {
    copy: defineCommand({
      summary: "Copy files.",
      description: "All of them, one after the other.",
      aliases: ["cp"],
      hiddenAliases: ["clone"],
      examples: [{ command: "tool copy a b", explains: "Copies `a` to `b`." }],
      args: { from: text("What."), to: text("Where to.").rest() },
      options: {
        speed: integer("Files at a time, a number that is best left to the program itself.")
          .valueName("N").optional(),
        secret: text("Not for you.").hidden().optional(),
      },
      run(_input, _context: null) {},
    }),
    ghost: defineCommand({ summary: "Unseen.", hidden: true, run(_input, _context: null) {} }),
  },
});

function help(path: readonly string[], { long = true, columns = 60 } = {}): string {
  const style = { ...plainStyle, columns };
  return renderHelp(tree, path, { programName: "tool", long, style });
}

Deno.test("renderHelp() shows a group with its visible commands and their aliases", () => {
  assertEquals(
    help([]),
    `A tool.

It does things.

  Indented words stay indented.

Usage: tool [OPTIONS] <COMMAND>

Commands:
  copy  Copy files. [aliases: cp]
  help  Print this message or the help of the given
        subcommand(s)

Options:
  -v, --verbose <VERBOSE>  How much to say. [env: VERBOSE]
                           [default: a little]
  -h, --help               Print help.
  -V, --version            Print the version.
`,
  );
});

Deno.test("renderHelp() shows a command with arguments, inherited options and examples", () => {
  assertEquals(
    help(["copy"]),
    `Copy files.

All of them, one after the other.

Usage: tool copy [OPTIONS] <FROM> [TO]...

Arguments:
  <FROM>   What.
  [TO]...  Where to.

Options:
      --speed <N>          Files at a time, a number that is
                           best left to the program itself.
  -v, --verbose <VERBOSE>  How much to say. [env: VERBOSE]
                           [default: a little]
  -h, --help               Print help.

Examples:
  Copies \`a\` to \`b\`.
    tool copy a b
`,
  );
});

Deno.test("renderHelp() leaves description and examples out of the short form", () => {
  const short = help(["copy"], { long: false });
  assert(!short.includes("one after the other") && !short.includes("Examples:"), short);
});

Deno.test("renderHelp() puts descriptions below the names on a narrow terminal", () => {
  assertStringIncludes(
    help(["copy"], { columns: 36 }),
    "  -v, --verbose <VERBOSE>\n          How much to say. [env:\n          VERBOSE]",
  );
});

Deno.test("renderHelp() explains the help command itself", () => {
  assertStringIncludes(help(["help"]), "Usage: tool help [COMMAND]...\n");
});

Deno.test("renderHelp() keeps every line of every page within the terminal", () => {
  const style = createStyle({ colour: false, columns: 72 });
  for (const path of [[], ["releases"], ["releases", "set-commits"], ["monitors", "run"]]) {
    const page = renderHelp(referenceTree(), path, {
      programName: "sentry-cli",
      long: true,
      style,
    });
    for (const line of page.split("\n")) assert(displayWidth(line) <= 72, line);
    assert(!/ $/m.test(page), "no blanks at line ends");
  }
});

Deno.test("wrap() breaks at blanks, keeps the indent, and lets long words stand alone", () => {
  assertEquals(wrap("one two three", 7), ["one two", "three"]);
  assertEquals(wrap("  one two", 6), ["  one", "  two"]);
  assertEquals(wrap("abcdefgh i", 4), ["abcdefgh", "i"]);
  assertEquals(wrap("", 4), [""]);
  assertEquals(wrap("日本 語", 4), ["日本", "語"]);
});
