import { assert, assertEquals, assertRejects } from "../../../tests/support/assert.ts";
import { type FakeSystem, fakeSystem } from "../../../tests/support/fake_system.ts";
import { InputError, NetworkError } from "../../base/errors.ts";
import { addToSpool } from "./add.ts";
import { type FlushOptions, flushSpool } from "./flush.ts";
import { type Kept, listSpool, type Spool } from "./spool.ts";

const FOLDER = "/home/me/.cache/sentry-cli/spool";
const DAY = 24 * 3_600_000;

function spoolOf(system: FakeSystem, change: Partial<Spool> = {}): Spool {
  return {
    ...system,
    path: system.platform.path,
    folder: FOLDER,
    maxBytes: 10_000,
    maxAgeMs: DAY,
    ...change,
  };
}

const kept = (what: string, more: Partial<Kept> = {}): Kept => ({
  dsn: "http://k@h/1",
  what,
  envelope: new TextEncoder().encode(`{"event_id":"0123456789abcdef0123456789abcdef"}\n${what}`),
  ...more,
});

/** A check-in, say. */
const NO_ID = new TextEncoder().encode('{}\n{"type":"check_in"}\n{}\n');

/** Remembers what was sent; `refuse` says what fails, and how. */
function sender(refuse: (kept: Kept) => Error | undefined = () => undefined) {
  const sent: string[] = [];
  const options: FlushOptions = {
    onlyLook: false,
    isPassing: (error) => error instanceof NetworkError,
    mayHaveArrived: () => false,
    send(each) {
      const error = refuse(each);
      if (error !== undefined) return Promise.reject(error);
      sent.push(each.what);
      return Promise.resolve();
    },
  };
  return { sent, options };
}

const states = async (spool: Spool) => (await listSpool(spool)).map(({ state }) => state);

async function filled(...what: string[]) {
  const system = fakeSystem();
  const spool = spoolOf(system);
  for (const each of what) {
    await addToSpool(spool, kept(each));
    system.clock.advance(1000);
  }
  return { system, spool };
}

Deno.test("addToSpool() writes for the owner alone", async () => {
  const { system, spool } = await filled("a");
  const [name = ""] = await system.fs.list(FOLDER);
  assertEquals(system.fs.mode(`${FOLDER}/${name}`), 0o600);
  assertEquals((await system.fs.stat(FOLDER))?.kind, "directory");
  assertEquals(await states(spool), ["waiting"]);
});

Deno.test("flushSpool() sends the oldest first, each once, byte for byte, and leaves nothing", async () => {
  const { spool } = await filled("a", "b", "c");
  const bytes: Uint8Array[] = [];
  const { sent, options } = sender((each) => void bytes.push(each.envelope));
  const result = await flushSpool(spool, options);
  assertEquals(sent, ["a", "b", "c"]);
  assertEquals(bytes[0], kept("a").envelope);
  assertEquals(result.files.map(({ outcome }) => outcome), ["delivered", "delivered", "delivered"]);
  assertEquals(await listSpool(spool), []);
  assertEquals(await flushSpool(spool, options), { files: [], expired: 0 });
  assertEquals(sent.length, 3);
});

Deno.test("flushSpool() keeps what could not be sent, and asks a server that is away once", async () => {
  const { spool } = await filled("a", "b");
  await addToSpool(spool, kept("c", { dsn: "http://k@other/1" }));
  let asked = 0;
  const { sent, options } = sender((each) => {
    if (each.dsn !== "http://k@h/1") return undefined;
    asked++;
    return new NetworkError("away");
  });
  const { files } = await flushSpool(spool, options);
  assertEquals(files.map(({ what, outcome }) => [what, outcome]), [
    ["a", "kept"],
    ["b", "kept"],
    ["c", "delivered"],
  ]);
  assertEquals([asked, sent], [1, ["c"]]);
  assertEquals(await states(spool), ["waiting", "waiting"]);
});

Deno.test("flushSpool() puts aside what the server refuses for good, and never sends it again", async () => {
  const { spool } = await filled("a");
  const refusing = sender(() => new InputError("bad"));
  assertEquals((await flushSpool(spool, refusing.options)).files[0]?.outcome, "rejected");
  assertEquals(await states(spool), ["rejected"]);
  const { sent, options } = sender();
  assertEquals((await flushSpool(spool, options)).files, []);
  assertEquals(sent, []);
});

Deno.test("two flushes at once send nothing twice", async () => {
  const { spool } = await filled("a", "b", "c", "d");
  const one = sender();
  const two = sender();
  await Promise.all([flushSpool(spool, one.options), flushSpool(spool, two.options)]);
  assertEquals([...one.sent, ...two.sent].sort(), ["a", "b", "c", "d"]);
});

Deno.test("flushSpool() leaves a file alone that somebody is sending, and takes it up an hour later", async () => {
  const { system, spool } = await filled("a");
  // Killed in the middle: the send never returns.
  const stuck = new Promise<void>(() => {});
  const started = Promise.withResolvers<void>();
  void flushSpool(spool, {
    ...sender().options,
    send() {
      started.resolve();
      return stuck;
    },
  });
  await started.promise;
  const { sent, options } = sender();
  assertEquals((await flushSpool(spool, options)).files, []);
  system.clock.advance(3_600_000);
  assertEquals((await flushSpool(spool, options)).files[0]?.outcome, "kept");
  assertEquals((await flushSpool(spool, options)).files[0]?.outcome, "delivered");
  assertEquals(sent, ["a"]);
});

Deno.test("flushSpool() does not repeat what the server could not tell apart", async () => {
  const { system, spool } = await filled();
  await addToSpool(spool, kept("a", { envelope: new TextEncoder().encode("{}\n") }));
  const [name = ""] = await system.fs.list(FOLDER);
  const stamp = String(system.clock.now()).padStart(15, "0");
  await system.fs.rename(`${FOLDER}/${name}`, `${FOLDER}/${name}.${stamp}.sending`);
  system.clock.advance(3_600_000);
  const { sent, options } = sender();
  assertEquals((await flushSpool(spool, options)).files[0]?.outcome, "unsure");
  assertEquals([sent, await states(spool)], [[], ["rejected"]]);
});

Deno.test("flushSpool() puts aside what may have arrived and could not be told apart", async () => {
  const { spool } = await filled("a");
  await addToSpool(spool, kept("b", { dsn: "http://k@other/1", envelope: NO_ID }));
  const { options } = sender(() => new NetworkError("no answer"));
  const unsure = { ...options, mayHaveArrived: () => true };
  const outcomes = (await flushSpool(spool, unsure)).files.map(({ outcome }) => outcome);
  // The first has an id by which the server knows it again.
  assertEquals(outcomes, ["kept", "unsure"]);
  assertEquals(await states(spool), ["waiting", "rejected"]);
});

Deno.test("addToSpool() puts such a one aside at once, and clears what a crash left of it", async () => {
  const { system, spool } = await filled();
  const add = (envelope: Uint8Array, mayHaveArrived: boolean) =>
    addToSpool(spool, kept("a", { envelope }), { mayHaveArrived });
  assertEquals(await add(NO_ID, false), "waiting");
  assertEquals(await add(NO_ID, true), "aside");
  assertEquals(await add(kept("a").envelope, true), "waiting");
  assertEquals((await states(spool)).toSorted(), ["rejected", "waiting", "waiting"]);
  const [aside = ""] = (await system.fs.list(FOLDER)).filter((name) => name.endsWith("rejected"));
  system.fs.put(`${FOLDER}/${aside}.01234567-89ab-cdef-0123-456789abcdef`, "half");
  system.clock.advance(2 * DAY);
  await flushSpool(spool, sender().options);
  assertEquals(await system.fs.list(FOLDER), []);
});

Deno.test("addToSpool() makes room: the oldest go", async () => {
  const { system, spool } = await filled("first", "second");
  const size = (await listSpool(spool))[0]?.sizeBytes ?? 0;
  await addToSpool(spoolOf(system, { maxBytes: size * 2 + 10 }), kept("third"));
  const { sent, options } = sender();
  await flushSpool(spool, options);
  assertEquals(sent, ["second", "third"]);
});

Deno.test("addToSpool() refuses what is larger than the whole spool, and keeps the rest", async () => {
  const { spool } = await filled("a");
  await assertRejects(
    () => addToSpool(spool, kept("b", { envelope: new Uint8Array(20_000) })),
    InputError,
    "spool.max_size",
  );
  assertEquals(await states(spool), ["waiting"]);
});

Deno.test("flushSpool() drops what is too old", async () => {
  const { system, spool } = await filled("old");
  system.clock.advance(DAY);
  await addToSpool(spool, kept("new"));
  const { sent, options } = sender();
  system.clock.advance(1);
  await flushSpool(spool, options);
  assertEquals(sent, ["new"]);
});

Deno.test("flushSpool() clears what a crash left behind, and files of others stay", async () => {
  const { system, spool } = await filled("a");
  const [name = ""] = await system.fs.list(FOLDER);
  system.fs.put(`${FOLDER}/${name}.01234567-89ab-cdef-0123-456789abcdef`, "half");
  system.fs.put(`${FOLDER}/README`, "mine");
  system.clock.advance(2 * DAY);
  await flushSpool(spool, sender().options);
  assertEquals(await system.fs.list(FOLDER), ["README"]);
});

Deno.test("flushSpool() with onlyLook changes nothing", async () => {
  const { system, spool } = await filled("a");
  const before = await system.fs.list(FOLDER);
  const { sent, options } = sender();
  await flushSpool(spool, { ...options, onlyLook: true });
  assertEquals(sent, ["a"]);
  assertEquals(await system.fs.list(FOLDER), before);
});

Deno.test("flushSpool() survives files that are no envelopes of ours", async () => {
  const { system, spool } = await filled();
  const uuid = "01234567-89ab-cdef-0123-456789abcdef";
  const texts = ["", "\n", "x", "{}\n{}", '{"version":2,"dsn":"x","what":"y"}\n', "[]\n", "null\n"];
  for (const [at, text] of texts.entries()) {
    const name = `${String(system.clock.now() + at).padStart(15, "0")}-${uuid}.envelope`;
    system.fs.put(`${FOLDER}/${name}`, text);
  }
  const { files } = await flushSpool(spool, sender().options);
  assert(files.every(({ outcome }) => outcome === "rejected"));
  assertEquals(files.length, texts.length);
});
