import { assertEquals, assertThrows } from "../tests/support/assert.ts";
import { ScriptError } from "./command.ts";
import { isPermissive, licenceOf, packagesOf } from "./licenses.ts";

Deno.test("isPermissive() reads SPDX expressions", () => {
  const permissive = [
    "MIT",
    "(MIT OR GPL-3.0)",
    "MIT AND ISC",
    "GPL-2.0 OR (MIT AND ISC)",
    "Apache-2.0 WITH LLVM-exception",
  ];
  const not = [
    "GPL-3.0",
    "MIT AND GPL-3.0",
    "(MIT OR ISC) AND LGPL-2.1",
    "UNLICENSED",
    "SEE LICENSE IN LICENSE.md",
    "FSL-1.1-MIT",
    "BUSL-1.1",
  ];
  assertEquals(permissive.filter((each) => !isPermissive(each)), []);
  assertEquals(not.filter(isPermissive), []);
  assertThrows(() => isPermissive(""), ScriptError, "Not an SPDX expression");
});

Deno.test("licenceOf() reads the forms of package.json", () => {
  assertEquals(licenceOf({ license: "MIT" }), "MIT");
  assertEquals(licenceOf({ license: { type: "ISC", url: "…" } }), "ISC");
  assertEquals(licenceOf({ licenses: [{ type: "MIT" }, { type: "GPL-2.0" }] }), "(MIT OR GPL-2.0)");
  assertEquals(licenceOf({}), undefined);
});

Deno.test("packagesOf() takes names with scopes and peers and refuses other sources", () => {
  const npm = { "a@1.2.3": {}, "@b/c@4.5.6-rc.1_d@7.8.9": {} };
  assertEquals(packagesOf({ npm }), [
    { name: "a", version: "1.2.3" },
    { name: "@b/c", version: "4.5.6-rc.1" },
  ]);
  assertThrows(() => packagesOf({ npm, jsr: {} }), ScriptError, "jsr");
});
