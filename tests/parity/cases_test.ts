import { assert, assertEquals } from "../support/assert.ts";
import { AREAS } from "./cases/mod.ts";
import { DIFFERENCES } from "./differences.ts";
import { LEAVES } from "./leaves.ts";
import { parityPage } from "./page.ts";
import { fill, placeholders, unfill } from "./placeholders.ts";

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);

const ALL = AREAS.flatMap(({ area, cases }) => cases.map((each) => ({ area, ...each })));

Deno.test("cases name every row of the specification that they promise", () => {
  const rows = new Set(ALL.flatMap(({ name }) => {
    const row = /^spec (\d+\.\d+)/.exec(name)?.[1];
    return row === undefined ? [] : [row];
  }));
  const wanted = [
    ...Array.from({ length: 40 }, (_, at) => `7.${at + 1}`),
    ...range(1, 73).map((row) => `14.${row}`),
  ];
  assertEquals(wanted.filter((row) => !rows.has(row)), []);
});

Deno.test("cases have names of their own and known differences", () => {
  const names = ALL.map(({ area, name }) => `${area}: ${name}`);
  assertEquals(names.filter((name, at) => names.indexOf(name) !== at), []);
  const ids = new Set(DIFFERENCES.map(({ id }) => id));
  for (const { name, differs } of ALL) {
    for (const id of Object.keys(differs ?? {})) assert(ids.has(id), `${name}: ${id}`);
  }
});

Deno.test("each leaf stands in the table once", () => {
  const commands = LEAVES.map(({ command }) => command);
  assertEquals(commands.filter((command, at) => commands.indexOf(command) !== at), []);
});

Deno.test("docs/parity.md is what the tables say", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/parity.md", import.meta.url));
  assert(page === parityPage(), "run `deno task parity --docs`");
});

Deno.test("unfill() finds what fill() put in", () => {
  const pairs = placeholders({
    hosts: { S: "127.0.0.1:4001", S2: "127.0.0.1:40012" },
    home: "/tmp/x/home",
    cwd: "/tmp/x/work",
    certificate: "",
  });
  const text = "{S}/a {S2-host} {T} {OT} {OT/} {HOME}/f {CWD} {UT}";
  assert(!fill(text, pairs).includes("{"));
  assertEquals(unfill(fill(text, pairs), pairs), text);
});
