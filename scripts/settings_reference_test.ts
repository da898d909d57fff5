import { assert, assertEquals, assertStringIncludes } from "../tests/support/assert.ts";
import { CATALOGUE } from "../src/config/settings.ts";
import { settingsReference } from "./settings_reference.ts";

Deno.test("settingsReference() names every setting and variable of the catalogue", () => {
  const page = settingsReference(CATALOGUE);
  for (const setting of CATALOGUE) {
    for (const name of [...(setting.inFiles ? [setting.key] : []), ...setting.variables]) {
      assertStringIncludes(page, `\`${name}\``);
    }
  }
});

Deno.test("settingsReference() makes rows of equal width and shows no secret's default", () => {
  const [setting] = CATALOGUE.filter((each) => each.secret);
  assert(setting !== undefined, "there is a secret");
  const page = settingsReference([{ ...setting, defaultValue: "hush", help: "A | B." }]);
  assert(!page.includes("hush"), page);
  assertStringIncludes(page, "A \\| B.");
  for (const row of page.split("\n").filter((line) => line.startsWith("|"))) {
    assertEquals(row.replaceAll("\\|", "").split("|").length, 8, row);
  }
});
