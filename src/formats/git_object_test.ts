import { assertEquals, assertThrows } from "../../tests/support/assert.ts";
import { seeded } from "../../tests/support/random.ts";
import {
  fromHex,
  GitObjectError,
  parseCommit,
  parseCommitLinks,
  parsePerson,
  parseTag,
  parseTree,
  toHex,
} from "./git_object.ts";

const encoder = new TextEncoder();
const bytes = (text: string) => encoder.encode(text);
const ID = "0123456789abcdef0123456789abcdef01234567";

// What the reference sent for commits with such an author.
const PEOPLE: readonly (readonly [line: string, name: string, email: string, when: string])[] = [
  ["A <a@b> 1600000000 +0200", "A", "a@b", "1600000000 120"],
  [" A  B  <  a@b  > 1600000000 +0200", "A  B", "a@b", "1600000000 120"],
  ["<a@b> 1600000000 -0330", "", "a@b", "1600000000 -210"],
  ["A <> 1600000000 +1400", "A", "", "1600000000 840"],
  ["A <a@b> 1600000000 +1500", "A", "a@b", "1600000000 0"],
  ["A <a@b> 1600000000 -1260", "A", "a@b", "1600000000 0"],
  ["A <a@b> -5 +0000", "A", "a@b", "-5 0"],
  ["A <a@b>", "A", "a@b", "0 0"],
  ["A <a@b> 1600000000", "A", "a@b", "1600000000 0"],
  ["A <b> <a@b> 1600000000 +0100", "A <b", "a@b", "1600000000 60"],
  [".A. , <a@b> 1600000000 +0100", ".A.", "a@b", "1600000000 60"],
  ['"A" <a@b> 1600000000 +0545', "A", "a@b", "1600000000 345"],
  ["A <a@b>1600000000 +0100", "A", "a@b", "600000000 60"],
  ["A <a@b>  1600000000   +0100", "A", "a@b", "1600000000 0"],
  ["A <a@b> +1600000000 +0100", "A", "a@b", "1600000000 60"],
  ["A <a@b> 1600000000 ++100", "A", "a@b", "1600000000 60"],
  ["A <a@b> 1600000000 0100", "A", "a@b", "1600000000 0"],
  ["A\0B <a@b> 1600000000 +0100", "A", "a@b", "1600000000 60"],
  ["Jö <a@b> 1600000000 +0100", "Jö", "a@b", "1600000000 60"],
];

for (const [line, name, email, when] of PEOPLE) {
  Deno.test(`parsePerson() reads ${JSON.stringify(line)}`, () => {
    const person = parsePerson(bytes(line));
    assertEquals([person.name, person.email], [name, email]);
    assertEquals(`${person.seconds} ${person.offsetMinutes}`, when);
  });
}

for (
  const line of ["", "A", "A a@b>", "A <a@b 1", "A <a@b> abc +0100", "A <a@b> 99999999999999 +0"]
) {
  Deno.test(`parsePerson() refuses ${JSON.stringify(line)}`, () => {
    assertThrows(() => parsePerson(bytes(line)), GitObjectError);
  });
}

Deno.test("parsePerson() gives no name or address that is not UTF-8", () => {
  const latin = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
  assertEquals(parsePerson(latin("\xe4 <a@b> 1 +0000")).name, undefined);
  assertEquals(parsePerson(latin("A <\xe4> 1 +0000")).email, undefined);
});

for (
  const [message, expected] of [
    ["", ""],
    ["\n\nlead\n", "lead\n"],
    ["a\r\nb\n\n\n", "a\r\nb\n\n\n"],
    ["x\0y", "x"],
    ["\ufeffbom", "\ufeffbom"],
  ] as const
) {
  Deno.test(`parseCommit() gives the message ${JSON.stringify(expected)}`, () => {
    const commit = parseCommit(
      bytes(
        `tree ${ID}\nparent ${ID}\nauthor A <a> 1 +0000\ncommitter C <c> 7 +0000\n\n${message}`,
      ),
    );
    assertEquals([commit.message, commit.tree, commit.parents], [expected, ID, [ID]]);
    assertEquals(commit.committedSeconds, 7);
  });
}

Deno.test("parseCommit() is not taken in by signatures and merged tags", () => {
  const text = `tree ${ID}\nauthor A <a> 1 +0000\ncommitter C <c> 7 +0000\n` +
    `gpgsig -----BEGIN\n parent ${ID}\n \n author X <x> 9 +0000\n -----END\n\nm\n`;
  const commit = parseCommit(bytes(text));
  assertEquals([commit.parents, commit.author.name, commit.message], [[], "A", "m\n"]);
});

Deno.test("parseTag() says where it points", () => {
  assertEquals(parseTag(bytes(`object ${ID}\ntype commit\ntag v1\n\nm\n`)), {
    target: ID,
    type: "commit",
  });
  assertThrows(() => parseTag(bytes("object x\n")), GitObjectError);
});

Deno.test("parseTree() knows modes of early versions of git", () => {
  const entry = (mode: string, name: string) => [...bytes(`${mode} ${name}\0`), ...fromHex(ID)];
  const tree = Uint8Array.from([
    ...entry("100664", "a"),
    ...entry("100775", "b"),
    ...entry("40000", "c"),
    ...entry("120000", "d"),
    ...entry("160000", "e"),
  ]);
  assertEquals(parseTree(tree, 20).map(({ mode, id }) => [mode.toString(8), id]), [
    ["100644", ID],
    ["100755", ID],
    ["40000", ID],
    ["120000", ID],
    ["160000", ID],
  ]);
  assertEquals(toHex(fromHex(ID)), ID);
});

Deno.test("objects that are cut short, flipped or repeated are read or refused", () => {
  const random = seeded(13);
  const commit = bytes(
    `tree ${ID}\nparent ${ID}\nauthor A <a> 1 +0000\ncommitter C <c> 7 +0000\n\nm\n`,
  );
  const tree = Uint8Array.from([
    ...bytes("100644 a\0"),
    ...fromHex(ID),
    ...bytes("40000 b\0"),
    ...fromHex(ID),
  ]);
  for (let round = 0; round < 4000; round++) {
    const good = round % 2 === 0 ? commit : tree;
    const bad = good.slice(0, Math.floor(random() * (good.length + 1)));
    for (let flips = Math.floor(random() * 4); flips > 0 && bad.length > 0; flips--) {
      bad[Math.floor(random() * bad.length)] = Math.floor(random() * 256);
    }
    for (
      const parse of [
        parseCommit,
        parseCommitLinks,
        parseTag,
        (it: Uint8Array) => parseTree(it, 20),
      ]
    ) {
      try {
        parse(bad);
      } catch (error) {
        if (!(error instanceof GitObjectError)) throw error;
      }
    }
  }
});
