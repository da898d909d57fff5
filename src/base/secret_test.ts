import { assert, assertEquals } from "../../tests/support/assert.ts";
import { MASK, Secret } from "./secret.ts";

Deno.test("Secret shows a mask however it is turned into text", () => {
  const secret = new Secret("hunter2-hunter2");
  const texts = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    Deno.inspect({ deep: [secret] }, { showHidden: true, depth: 9 }),
    Object.entries(secret).join(),
  ];
  for (const text of texts) assert(!text.includes("hunter2"), text);
  assertEquals(JSON.stringify(secret), `"${MASK}"`);
});

Deno.test("Secret.reveal() gives the text, equals() compares it", () => {
  assertEquals(new Secret("a").reveal(), "a");
  assert(new Secret("a").equals(new Secret("a")));
  assert(!new Secret("a").equals(new Secret("b")));
  assert(new Secret("").isEmpty);
});
