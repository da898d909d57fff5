import { assert, assertEquals, assertStringIncludes } from "../../tests/support/assert.ts";
import { referenceTree } from "../../tests/support/command_tree.ts";
import { defineCommand, defineGroup } from "./command.ts";
import { text } from "./options.ts";
import { commandReference } from "./reference.ts";

Deno.test("commandReference() gives every command a section and a line in the contents", () => {
  const page = commandReference(referenceTree(), "sentry-cli");
  const sections = [...page.matchAll(/^## (.*)$/gm)].map((match) => match[1]);
  assertEquals(sections.length, new Set(sections).size);
  for (const name of ["sentry-cli", "sentry-cli releases deploys new", "sentry-cli upload-dif"]) {
    assert(sections.includes(name), name);
  }
  for (const [, anchor] of page.matchAll(/\]\(#([^)]*)\)/g)) {
    assert(sections.some((name) => name?.replaceAll(" ", "-") === anchor), `no section ${anchor}`);
  }
  assertStringIncludes(page, "- [`update`](#sentry-cli-update) (hidden): Update.");
});

Deno.test("commandReference() lists options with their notes, the root's only once", () => {
  const page = commandReference(referenceTree(), "sentry-cli");
  assertEquals(page.match(/`--auth-token <AUTH_TOKEN>`/g)?.length, 1);
  assertStringIncludes(page, "| `-c, --commit <SPEC>` | One commit. |");
  assertStringIncludes(page, "| `--quiet, --silent` | Print nothing. |");
  assertStringIncludes(page, "| `--ref <REF>` | Ignored. \\[not listed in help\\] |");
  assertStringIncludes(page, "\\[default: production\\]");
});

Deno.test("commandReference() keeps texts from turning into markup", () => {
  const tree = defineGroup<null>({
    summary: "Turns <a> into *b* and `c|d*`.",
    commands: {
      x: defineCommand({
        summary: "X_y|z.",
        args: { v: text("A | B.") },
        run(_input, _context: null) {},
      }),
    },
  });
  const page = commandReference(tree, "tool");
  assertStringIncludes(page, "Turns &lt;a&gt; into \\*b\\* and `c\\|d*`.");
  assertStringIncludes(page, "X\\_y\\|z.");
  assertStringIncludes(page, "| `<V>` | A \\| B. |");
});
