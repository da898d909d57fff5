import { assert, assertEquals, assertStringIncludes } from "../../tests/support/assert.ts";
import { referenceTree } from "../../tests/support/command_tree.ts";
import { defineCommand, defineGroup } from "./command.ts";
import { manPages } from "./man.ts";
import { text } from "./options.ts";

const tree = defineGroup<null>({
  summary: "A tool.",
  commands: {
    "do-it": defineCommand({
      summary: "Do it.",
      description: ".TH is a request\n'so is this\nA \\ backslash and it's `here`…",
      args: { what: text("What to do.") },
      options: {
        by: text("Who does it.").short("b").alias("with").optional(),
        secretly: text("Unseen.").hidden().optional(),
      },
      examples: [{ command: "tool do-it now", explains: "At once" }],
      run(_input, _context: null) {},
    }),
  },
});

Deno.test("manPages() writes a page for each command", () => {
  const pages = manPages(tree, "tool");
  assertEquals(pages.map((page) => page.fileName), ["tool.1", "tool-do-it.1"]);
  assertEquals(
    pages[1]?.text,
    String.raw`.\" Generated from the declarations by ${"`deno task docs`"}; do not edit.
.TH "TOOL\-DO\-IT" 1 "" "tool"
.SH NAME
tool\-do\-it \- Do it
.SH SYNOPSIS
.B tool do\-it
[OPTIONS] <WHAT>
.SH DESCRIPTION
\&.TH is a request
\(aqso is this
A \e backslash and it\(aqs \(gahere\(ga\[u2026]
.SH ARGUMENTS
.TP
.I <WHAT>
What to do.
.SH OPTIONS
.TP
\fB\-b\fR, \fB\-\-by\fR, \fB\-\-with\fR \fIBY\fR
Who does it.
.TP
\fB\-h\fR, \fB\-\-help\fR
Print help.
.SH EXAMPLES
At once
.RS
.nf
tool do\-it now
.fi
.RE
.SH SEE ALSO
.BR tool (1)
`,
  );
});

Deno.test("manPages() leaves hidden commands out and refers only to pages that exist", () => {
  const pages = manPages(referenceTree(), "sentry-cli");
  const names = new Set(pages.map((page) => page.fileName));
  assert(!names.has("sentry-cli-update.1") && !names.has("sentry-cli-releases-deploys-list.1"), "");
  for (const { text } of pages) {
    for (const [, name] of text.matchAll(/^\.BR (\S+) \(1\)/gm)) {
      assert(names.has(`${name?.replaceAll("\\-", "-")}.1`), `no page ${name}`);
    }
  }
  assertStringIncludes(pages[0]?.text ?? "", ".BR sentry\\-cli\\-releases (1)");
});
