import { assertEquals } from "../../tests/support/assert.ts";
import { addressSecrets, headerSecrets } from "./secret_parts.ts";

Deno.test("headerSecrets() gives the value and its longer parts", () => {
  assertEquals(headerSecrets(" abc def "), ["abc def"]);
  assertEquals(headerSecrets("Bearer abcdefgh"), ["Bearer abcdefgh", "Bearer", "abcdefgh"]);
  assertEquals(headerSecrets('a=12345678; theme=dark; b="quoted-1"'), [
    'a=12345678; theme=dark; b="quoted-1"',
    "a=12345678",
    "12345678",
    "theme=dark",
    'b="quoted-1"',
    '"quoted-1"',
    "quoted-1",
  ]);
});

Deno.test("addressSecrets() gives user and password, as written and decoded", () => {
  assertEquals(addressSecrets("http://me:p%40ss@host:1"), ["me", "me", "p%40ss", "p@ss"]);
  assertEquals(addressSecrets("me:a/b@c:d@host"), ["me", "me", "a/b@c:d", "a/b@c:d"]);
  assertEquals(addressSecrets("https://key@host/1"), ["key", "key"]);
  assertEquals(addressSecrets("http://host:1/"), []);
});
