import { assert, assertEquals } from "../../tests/support/assert.ts";
import { pick, seeded } from "../../tests/support/random.ts";
import { nextCursor } from "./link.ts";

const entry = (rel: string, results: string, cursor: string) =>
  `<http://h/api/0/x/?cursor=${cursor}>; rel="${rel}"; results="${results}"; cursor="${cursor}"`;

for (
  const [header, expected] of [
    [null, undefined],
    ["", undefined],
    [entry("next", "true", "0:100:0"), "0:100:0"],
    [entry("next", "false", "0:100:0"), undefined],
    [entry("previous", "true", "0:0:1"), undefined],
    [`${entry("previous", "false", "0:0:1")}, ${entry("next", "true", "0:100:0")}`, "0:100:0"],
    [`${entry("previous", "true", "a")},${entry("next", "true", "b")}`, "b"],
    ['<http://h/>;results="true";CURSOR="c";REL="next"', "c"],
    ['<http://h/?a,b;c>; rel="next"; title="x, y; z"; results="true"; cursor="c"', "c"],
    ['<http://h/>; rel="next"; results="true"; cursor="a\\"b"', 'a"b'],
    ['<http://h/>; rel="next"; rel="prev"; results="true"; cursor="c"', "c"],
    // As the reference: attributes must be quoted.
    ["<http://h/>; rel=next; results=true; cursor=c", undefined],
    ['<http://h/>; rel="next"; results="true"', undefined],
    ['rel="next"; results="true"; cursor="c"', undefined],
    ['<http://h/>; rel="next", <http://h/>; results="true"; cursor="c"', undefined],
  ] as const
) {
  Deno.test(`nextCursor() reads ${header}`, () => assertEquals(nextCursor(header), expected));
}

Deno.test("nextCursor() finds the entry in any order of entries and attributes", () => {
  const random = seeded(6);
  const shuffled = (items: string[]) =>
    items.map((item) => [random(), item] as const).sort(([a], [b]) => a - b).map(([, it]) => it);
  for (let n = 0; n < 2000; n++) {
    const cursor = `${Math.floor(random() * 1e6)}:${pick(random, ["0", "1"])}:0,;=`;
    const wanted = `<http://h/?x,y>; ${
      shuffled(['rel="next"', 'results="true"', `cursor="${cursor}"`, 'title="a;b,c"']).join("; ")
    }`;
    const others = [
      entry("previous", "true", "p"),
      entry("next", "false", "n"),
      entry("self", "true", "s"),
    ];
    assertEquals(nextCursor(shuffled([wanted, ...others]).join(", ")), cursor);
  }
});

Deno.test("nextCursor() survives any header, in time", () => {
  const random = seeded(7);
  const parts = [
    "<",
    ">",
    '"',
    ";",
    ",",
    "=",
    "rel",
    "next",
    "\\",
    " ",
    "cursor",
    "true",
    "results",
  ];
  for (let n = 0; n < 5000; n++) {
    const header = Array.from({ length: Math.floor(random() * 20) }, () => pick(random, parts))
      .join("");
    const cursor = nextCursor(header);
    assert(cursor === undefined || typeof cursor === "string");
  }
  const started = performance.now();
  for (const part of ["<", '<>;a="', "<>;;;", '<>"\\', "<>a=", '<>;a="b"']) {
    nextCursor(part.repeat(20_000));
  }
  assert(performance.now() - started < 3000);
});
