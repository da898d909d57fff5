import { assert, assertEquals, assertThrows } from "../../../tests/support/assert.ts";
import { seeded } from "../../../tests/support/random.ts";
import { debugIdOfSha1, parseDebugId } from "../debug_id.ts";
import { decodeSourceMap } from "./decode.ts";
import { encodeSourceMap } from "./encode.ts";
import { SourceMapError } from "./errors.ts";
import { looksLikeSourceMap } from "./fields.ts";
import { flatten, withRoot } from "./flatten.ts";
import { decodeMappings, encodeMappings } from "./mappings.ts";
import { eachToken, findToken, NONE, tokenAt, TokensBuilder } from "./tokens.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const roundTrip = (text: string) => encodeSourceMap(decodeSourceMap(bytes(text)));

/** Map as read, as written; all seen with the reference. */
const WRITTEN: readonly (readonly [name: string, read: string, written: string])[] = [
  [
    "absent keys",
    '{"mappings":"AAAA","sources":["a"]}',
    '{"version":3,"sources":["a"],"names":[],"mappings":"AAAA"}',
  ],
  [
    "null for a key is like no key",
    '{"version":3,"mappings":"AAAA","sources":["a"],"names":null,"file":null,"sourceRoot":null,' +
    '"sourcesContent":[],"ignoreList":[],"sections":null,"x_facebook_sources":null}',
    '{"version":3,"sources":["a"],"names":[],"mappings":"AAAA"}',
  ],
  [
    "order of keys, contents padded, ignored sources sorted",
    '{"version":3,"mappings":"AAAA","sources":["a","b","c"],"names":[],"sourceRoot":"",' +
    '"sourcesContent":[null,"x"],"ignoreList":[2,0,2]}',
    '{"version":3,"sources":["a","b","c"],"sourceRoot":"","sourcesContent":[null,"x",null],' +
    '"names":[],"mappings":"AAAA","ignoreList":[0,2]}',
  ],
  [
    "contents beyond the sources are dropped",
    '{"version":3,"mappings":"AAAA","sources":["a"],"sourcesContent":["a","b"]}',
    '{"version":3,"sources":["a"],"sourcesContent":["a"],"names":[],"mappings":"AAAA"}',
  ],
  [
    "names that are no text, escapes",
    '{"version":3,"mappings":"AAAA","sources":["a"],"file":{"a":[1]},' +
    '"names":[{"a":1},[1],1.50,-1,null,true,"\\u00e9\\/\\u2028\\u0001\\ud83d\\ude00\\u007f</s>"]}',
    '{"version":3,"file":"<invalid>","sources":["a"],' +
    '"names":["","","1.5","-1","","","é/\u2028\\u0001😀\u007f</s>"],"mappings":"AAAA"}',
  ],
  [
    "tokens sorted, empty segments gone, equal neighbours once",
    '{"version":3,"mappings":"IAAA,,DAAA,AACA,DAAA,;;;AAAA,AAAA","sources":["a"],"names":[]}',
    '{"version":3,"sources":["a"],"names":[],"mappings":"EACA,CADA,AACA,CADA;;;AACA"}',
  ],
  [
    "segments of one field",
    '{"version":3,"mappings":"AAAA,E;C,CAAA","sources":["a"]}',
    '{"version":3,"sources":["a"],"names":[],"mappings":"AAAA,E;C,CAAA"}',
  ],
  [
    "a column that wraps to the end",
    '{"version":3,"mappings":"4ggggB,AAAA","sources":["a"]}',
    '{"version":3,"sources":["a"],"names":[],"mappings":"4ggggB,AAAA"}',
  ],
  [
    "ranges",
    '{"version":3,"mappings":"AAAA,IAAA,IAAA;AAAA;AAAA","rangeMappings":"D;B","sources":["a"]}',
    '{"version":3,"sources":["a"],"names":[],"rangeMappings":"D;B",' +
    '"mappings":"AAAA,IAAA,IAAA;AAAA;AAAA"}',
  ],
  [
    "Hermes",
    '{"version":3,"mappings":"AAAA","sources":["a",null],"x_facebook_sources":' +
    '[[{"names":["<global>"],"mappings":"AAA","extra":1}],null],"extra":1,"file":5}',
    '{"version":3,"file":"<invalid>","sources":["a",""],"names":[],"mappings":"AAAA",' +
    '"x_facebook_sources":[[{"names":["<global>"],"mappings":"AAA"}],null]}',
  ],
  [
    "sections, sorted and nested",
    '{"version":3,"sections":[{"offset":{"line":5,"column":2},"map":{"version":3,"sources":["b"],' +
    '"mappings":"AAAA","debugId":"11111111-2222-3333-4444-555555555555"}},{"offset":{"line":0,' +
    '"column":0},"map":{"sections":[{"offset":{"line":0,"column":0},"url":"u"}]}}],' +
    '"names":["x"],"sources":["q"],"mappings":"AAAA","sourceRoot":"r"}',
    '{"version":3,"sources":null,"sections":[{"offset":{"line":0,"column":0},"url":null,"map":' +
    '{"version":3,"sources":null,"sections":[{"offset":{"line":0,"column":0},"url":"u","map":null}]}}' +
    ',{"offset":{"line":5,"column":2},"url":null,"map":{"version":3,"sources":["b"],"names":[],' +
    '"mappings":"AAAA","debugId":"11111111-2222-3333-4444-555555555555"}}]}',
  ],
  [
    "where the modules of a RAM bundle are stays known (the reference loses it)",
    '{"version":3,"sections":[],"x_facebook_offsets":[1,null],"x_metro_module_paths":["a"]}',
    '{"version":3,"sources":null,"sections":[],"x_facebook_offsets":[1,null],' +
    '"x_metro_module_paths":["a"]}',
  ],
  [
    "debugId before debug_id, a line of junk, a byte order mark",
    "\ufeff)]}' whatever\r\n" +
    '{"version":3,"mappings":"","debugId":"11111111-2222-3333-4444-5555555555AA-1F",' +
    '"debug_id":"99999999222233334444555555555555"}',
    '{"version":3,"sources":[],"names":[],"mappings":"",' +
    '"debugId":"11111111-2222-3333-4444-5555555555aa-1f"}',
  ],
];

for (const [name, read, written] of WRITTEN) {
  Deno.test(`encodeSourceMap(decodeSourceMap()): ${name}`, () => {
    assertEquals(roundTrip(read), written);
    assertEquals(roundTrip(written), written);
  });
}

const map = (rest: string) => `{"version":3,"sources":["a"],"names":[],${rest}}`;

/** Map and error; all seen with the reference. */
const REFUSED: readonly (readonly [text: string, message: string])[] = [
  ["{", "bad json: EOF while parsing an object at line 1 column 1"],
  ["{\n", "bad json: EOF while parsing an object at line 2 column 0"],
  ["", "bad json: EOF while parsing a value at line 1 column 0"],
  ["nope", "bad json: expected ident at line 1 column 2"],
  ['{"version":3,', "bad json: EOF while parsing a value at line 1 column 13"],
  [
    '{"version":3,"mappings":"AAAA","sources":["a"],}',
    "bad json: trailing comma at line 1 column 48",
  ],
  [
    '{"version":3 "mappings":"AAAA","sources":["a"]}',
    "bad json: expected `,` or `}` at line 1 column 14",
  ],
  [
    '{"version":3,"mappings":"AAAA","sources":["a",]}',
    "bad json: trailing comma at line 1 column 47",
  ],
  [
    '{"version":3,"mappings":"AAAA","sources":["a" "b"]}',
    "bad json: expected `,` or `]` at line 1 column 47",
  ],
  ['{"version":3,"mappings":"AA\\qA"}', "bad json: invalid escape at line 1 column 29"],
  ['{"version":3,"mappings":"AA', "bad json: EOF while parsing a string at line 1 column 27"],
  ['{"version":3,"mappings":nul,"sources":[]}', "bad json: expected ident at line 1 column 28"],
  [
    '{"version":3,"mappings":"AAAA","sources":["a"],"x":01}',
    "bad json: invalid number at line 1 column 53",
  ],
  [
    '{"version":3,"mappings":"AAAA","sources":["a"],"x":1}y',
    "bad json: trailing characters at line 1 column 54",
  ],
  ["{3:3}", "bad json: key must be a string at line 1 column 2"],
  [
    '{"version":-3,"mappings":""}',
    "bad json: invalid value: integer `-3`, expected u32 at line 1 column 13",
  ],
  [
    '{"version":3.5,"mappings":""}',
    "bad json: invalid type: floating point `3.5`, expected u32 at line 1 column 14",
  ],
  [
    '{"version":"3"}',
    'bad json: invalid type: string "3", expected u32 at line 1 column 14',
  ],
  [
    '{"sources":"a","mappings":"AAAA"}',
    'bad json: invalid type: string "a", expected a sequence at line 1 column 14',
  ],
  [
    '{"sources":["a"],"mappings":5}',
    "bad json: invalid type: integer `5`, expected a string at line 1 column 29",
  ],
  [
    "[]",
    "bad json: invalid type: sequence, expected struct RawSourceMap at line 1 column 0",
  ],
  [
    '"x"',
    'bad json: invalid type: string "x", expected struct RawSourceMap at line 1 column 3',
  ],
  [
    '{"version":3,"mappings":"A","sources":["a"],"sourcesContent":[5]}',
    "bad json: invalid type: integer `5`, expected a string at line 1 column 63",
  ],
  [
    '{"version":3,"mappings":"AAAA","sources":["a"],"ignoreList":["a"]}',
    'bad json: invalid type: string "a", expected u32 at line 1 column 64',
  ],
  [
    '{"version":3,"mappings":"AAAA","sources":["a"],"debugId":"zzz"}',
    'bad json: invalid value: string "zzz", expected DebugId at line 1 column 63',
  ],
  [
    '{"version":3,"mappings":"AAAA","sources":["a"],"debugId":5}',
    "bad json: invalid type: integer `5`, expected DebugId at line 1 column 59",
  ],
  [
    '{"version":3,"mappings":"AAAA","sources":["a"],"sections":[{"offset":{"line":1}}]}',
    "bad json: missing field `column` at line 1 column 79",
  ],
  [
    '{"version":3,"mappings":"AAAA","sources":["a"],"names":[],"x_facebook_sources":[null,[null],[]]}',
    "bad json: invalid type: null, expected struct FacebookScopeMapping at line 1 column 90",
  ],
  [map('"mappings":"!!!"'), "leftover cur/shift in vlq decode"],
  [map('"mappings":"AACA,g"'), "leftover cur/shift in vlq decode"],
  [map('"mappings":"AA"'), "got 2 segments, expected 4 or 5"],
  [map('"mappings":"AACA,AAAAAA"'), "got 6 segments, expected 4 or 5"],
  [map('"mappings":"ACAA"'), "bad reference to source #1"],
  [map('"mappings":"ADAA"'), "bad reference to source #4294967295"],
  [map('"mappings":"AAAAC"'), "bad reference to name #1"],
  [map('"mappings":"gggggggggggggA"'), "vlq decode caused an overflow"],
];

for (const [text, message] of REFUSED) {
  Deno.test(`decodeSourceMap() refuses ${JSON.stringify(text).slice(0, 60)}: ${message}`, () => {
    assertThrows(() => decodeSourceMap(bytes(text)), SourceMapError, message);
  });
}

Deno.test("decodeSourceMap() refuses invalid UTF-8", () => {
  assertThrows(() => decodeSourceMap(Uint8Array.of(0x7b, 0xff)), SourceMapError, "bad json: ");
});

Deno.test("decodeSourceMap() reads or refuses 3,000 cut and flipped maps, and no other error", () => {
  const random = seeded(11);
  for (let round = 0; round < 3000; round++) {
    const whole = bytes(WRITTEN[round % WRITTEN.length]?.[1] ?? "");
    const cut = whole.slice(0, random() < 0.5 ? whole.length : Math.floor(random() * whole.length));
    for (let flips = Math.floor(random() * 3); flips > 0; flips--) {
      cut[Math.floor(random() * cut.length)] = Math.floor(random() * 256);
    }
    try {
      const written = roundTrip(new TextDecoder().decode(cut));
      assertEquals(roundTrip(written), written);
    } catch (error) {
      assert(error instanceof SourceMapError, String(error));
    }
  }
});

Deno.test("decodeMappings(encodeMappings()) gives random tokens back", () => {
  const random = seeded(12);
  const pick = (below: number) => Math.floor(random() * below);
  for (let round = 0; round < 200; round++) {
    const builder = new TokensBuilder();
    const wide = round % 10 === 0 ? 0xffffffff : 100;
    for (let count = pick(50); count > 0; count--) {
      const [line, column] = [pick(5), pick(wide)];
      if (random() < 0.1) builder.add(line, column);
      else {
        const name = random() < 0.5 ? pick(9) : NONE;
        builder.add(line, column, pick(9), pick(wide), pick(wide), name);
      }
    }
    const tokens = builder.finish();
    const text = new TextDecoder().decode(encodeMappings(tokens));
    const distinct = (from: Iterable<unknown>) =>
      [...from].map((each) => JSON.stringify(each)).filter((each, at, all) => each !== all[at - 1]);
    const again = decodeMappings(text, { sources: 9, names: 9 });
    assertEquals(distinct(eachToken(again)), distinct(eachToken(tokens)));
  }
});

Deno.test("findToken() gives the last token at or before a position, over lines", () => {
  const tokens = decodeMappings("CAAA,EAAA,AACA;;EAAA", { sources: 1, names: 0 });
  const ask = (line: number, column: number) => findToken(tokens, line, column);
  assertEquals([ask(0, 0), ask(0, 1), ask(0, 2), ask(0, 3), ask(0, 99)], [-1, 0, 0, 1, 1]);
  assertEquals([ask(1, 0), ask(2, 1), ask(2, 2), ask(9, 0)], [1, 1, 3, 3]);
  assertEquals(tokenAt(tokens, 3), {
    line: 2,
    column: 2,
    source: 0,
    sourceLine: 1,
    sourceColumn: 0,
    name: NONE,
  });
  assertEquals(findToken(decodeMappings("", { sources: 0, names: 0 }), 3, 3), -1);
});

Deno.test("flatten() joins sections and merges sources and names (spec U11)", () => {
  const section = (line: number, column: number, inner: string) =>
    `{"offset":{"line":${line},"column":${column}},"map":${inner}}`;
  const text = `{"version":3,"debugId":"11111111-2222-3333-4444-555555555555","sections":[${
    section(0, 0, '{"version":3,"sources":["s.ts"],"names":["n"],"mappings":"AAAAA"}')
  },${
    section(2, 5, '{"version":3,"sources":["t.ts","s.ts"],"names":["n"],"mappings":"CCAAA;EAAA"}')
  }]}`;
  const flat = flatten(decodeSourceMap(bytes(text)));
  assertEquals(flat.sources, ["s.ts", "t.ts"]);
  assertEquals(new TextDecoder().decode(encodeMappings(flat.tokens)), "AAAAA;;MAAAA;EAAA");
});

Deno.test("flatten() refuses a section that is in another file", () => {
  const text = '{"version":3,"sections":[{"offset":{"line":0,"column":0},"url":"foo.map"}]}';
  assertThrows(
    () => flatten(decodeSourceMap(bytes(text))),
    SourceMapError,
    "cannot flatten the indexed sourcemap: Section has an unresolved sourcemap: foo.map",
  );
});

Deno.test("withRoot() joins as §3.3 says", () => {
  const sources = ["a.ts", "/b.ts", "http://x/c", "~/d", ""];
  assertEquals(sources.map((each) => withRoot("/r/", each)), [
    "/r/a.ts",
    "/b.ts",
    "http://x/c",
    "/r/~/d",
    "/r/",
  ]);
});

Deno.test("looksLikeSourceMap() wants the keys of §2.2", () => {
  const yes = [
    { version: 3, sources: [], mappings: "" },
    { file: "x", names: [], mappings: "" },
    { version: 3, sourceRoot: "", mappings: 5 },
    { sections: [] },
  ];
  const no = [
    { version: 3, sources: [] },
    { sources: [], mappings: "" },
    { version: 3, mappings: "" },
    { version: null, sources: [], mappings: "" },
    { sections: null },
    [],
    null,
    "x",
  ];
  assertEquals(yes.map(looksLikeSourceMap), yes.map(() => true));
  assertEquals(no.map(looksLikeSourceMap), no.map(() => false));
});

Deno.test("parseDebugId() takes the forms of §2.2", () => {
  const plain = "11111111-2222-3333-4444-5555555555aa";
  const forms: readonly (readonly [string, string | undefined])[] = [
    [plain, plain],
    [plain.toUpperCase(), plain],
    ["1111111122223333444455555555 55aa".replace(" ", ""), plain],
    [`${plain}-0`, plain],
    [`${plain}-1F`, `${plain}-1f`],
    ["111111112222333344445555555555aaa", `${plain}-a`],
    ["111111112222333344445555555555aa-A", undefined],
    [`{${plain}}`, undefined],
    ["zzz", undefined],
    ["", undefined],
    [`${plain} `, undefined],
  ];
  assertEquals(forms.map(([text]) => parseDebugId(text)), forms.map(([, id]) => id));
});

Deno.test("debugIdOfSha1() of nothing", async () => {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-1", new Uint8Array(0)));
  assertEquals(debugIdOfSha1(digest), "da39a3ee-5e6b-5b0d-b255-bfef95601890");
});
