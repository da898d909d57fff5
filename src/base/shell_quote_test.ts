import { assertEquals } from "../../tests/support/assert.ts";
import { shellQuote } from "./shell_quote.ts";

Deno.test("shellQuote() is safe for any text", () => {
  assertEquals(shellQuote("it's $x `y`"), "'it'\\''s $x `y`'");
});
