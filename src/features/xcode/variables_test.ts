import { assertEquals } from "../../../tests/support/assert.ts";
import { expandVariables } from "./variables.ts";

const variables = (name: string) =>
  ({ PRODUCT_NAME: "My App/Beta", ID: "com.acme", DOLLAR: "$(ID)" })[name];

const ROWS: readonly (readonly [string, string])[] = [
  ["plain", "plain"],
  ["$(ID).app", "com.acme.app"],
  ["${ID}.app", "com.acme.app"],
  ["$ID.app", "com.acme.app"],
  ["$(ID)-$ID", "com.acme-com.acme"],
  ["x.$(PRODUCT_NAME:rfc1034identifier)", "x.My-App-Beta"],
  ["x.$(PRODUCT_NAME:identifier)", "x.My_App_Beta"],
  ["$(PRODUCT_NAME:unknown)", "My App/Beta"],
  ["$(NOT_SET)|", "|"],
  ["$(DOLLAR)", "$(ID)"],
  ["5$ and $(open", "5$ and $(open"],
];
for (const [text, expected] of ROWS) {
  Deno.test(`expandVariables() makes '${expected}' of '${text}'`, () => {
    assertEquals(expandVariables(text, variables), expected);
  });
}
