/** Against a library that every such system has. */
import { assertEquals, assertThrows } from "../../../tests/support/assert.ts";
import { SystemError } from "../mod.ts";
import { openLibrary } from "./ffi.ts";

const library = Deno.build.os === "windows"
  ? "C:\\Windows\\System32\\msvcrt.dll"
  : Deno.build.os === "darwin"
  ? "/usr/lib/libSystem.dylib"
  : "libc.so.6";

const isForbidden = (await Deno.permissions.query({ name: "ffi", path: library })).state !==
  "granted";

Deno.test({
  name: "openLibrary() calls functions with numbers and bytes",
  ignore: isForbidden,
  fn: async () => {
    const c = openLibrary(library, {
      abs: { parameters: ["i32"], result: "i32" },
      memset: { parameters: ["bytes", "i32", "u64"], result: "u64" },
      strlen: { parameters: ["bytes"], result: "u64", aside: true },
    });
    assertEquals(c.call("abs", -42), 42n);
    const bytes = new Uint8Array(4);
    c.call("memset", bytes.subarray(1, 3), 7, 2n);
    assertEquals([...bytes], [0, 7, 7, 0]);
    assertEquals(await c.callAside("strlen", new TextEncoder().encode("four\0")), 4n);
    assertThrows(() => c.call("labs", 1), TypeError);
  },
});

Deno.test("openLibrary() tells what is missing", () => {
  const path = Deno.build.os === "windows" ? "C:\\no.dll" : "/no/such/library.so";
  const error = assertThrows(() => openLibrary(path, {}), SystemError);
  assertEquals([error.path, error.code], [path, isForbidden ? "denied" : "other"]);
});
