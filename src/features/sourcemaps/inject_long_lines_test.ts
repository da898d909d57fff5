/** Single lines of 50 MB, as a script and as a map. */
import { assertEquals } from "../../../tests/support/assert.ts";
import { loadCodecs } from "../../system/deno/codecs.ts";
import { injectWithMap } from "./inject_pair.ts";

const SIZE = 50_000_000;
const utf8 = new TextEncoder();
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("injectWithMap() copies single lines of 50 MB as they stand", async () => {
  const codecs = await loadCodecs();
  const before = utf8.encode('"use strict";');
  const long = new Uint8Array(SIZE).fill(0x78);
  const tail = utf8.encode("();\n//# sourceMappingURL=a.js.map\n");
  const script = new Uint8Array(before.length + SIZE + tail.length);
  script.set(before);
  script.set(long, before.length);
  script.set(tail, before.length + SIZE);
  const [head, end] = [
    utf8.encode('{"version":3,"sources":["a.ts"],"sourcesContent":["'),
    utf8.encode('"],"names":[],"mappings":"AAAA,aACA"}'),
  ];
  const map = new Uint8Array(head.length + SIZE + end.length);
  map.set(head);
  map.set(long, head.length);
  map.set(end, head.length + SIZE);
  const injected = injectWithMap(script, map, codecs);
  const added = injected.script.reduce((sum, { length }) => sum + length, 0) - script.length;
  assertEquals(added, `\n\n\n//# debugId=${injected.debugId}\n`.length + snippetLength(injected));
  const pieces = injected.map.pieces;
  assertEquals(pieces.some(({ length }) => length === SIZE + 2), true);
  const short = pieces.filter(({ length }) => length < 1000).map(text).join("");
  assertEquals(
    short,
    '{"version":3,"sources":["a.ts"],"sourcesContent":[],"names":[],' +
      `"mappings":"AAAA;;AACA","debugId":"${injected.debugId}"}`,
  );
});

function snippetLength({ script }: { readonly script: readonly Uint8Array[] }): number {
  return (script[1]?.length ?? 0) - 2;
}
