import { assertEquals, assertRejects } from "../../tests/support/assert.ts";
import { type FakeSystem, fakeSystem } from "../../tests/support/fake_system.ts";
import { atomicWrite } from "./atomic_write.ts";
import { SystemError } from "./mod.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("atomicWrite() makes a new file for its owner only", async () => {
  const system = fakeSystem();
  await atomicWrite(system, "/work/f", bytes("new"));
  assertEquals([system.fs.text("/work/f"), system.fs.mode("/work/f")], ["new", 0o600]);
  assertEquals(system.fs.paths(), ["/work/f"]);
});

Deno.test("atomicWrite() closes an open file", async () => {
  const system = fakeSystem();
  system.fs.put("/work/f", "old", 0o644);
  await atomicWrite(system, "/work/f", bytes("new"));
  assertEquals([system.fs.text("/work/f"), system.fs.mode("/work/f")], ["new", 0o600]);
});

Deno.test("atomicWrite() follows links and leaves them links", async () => {
  const system = fakeSystem({ files: { "/dotfiles/rc": "old" } });
  system.fs.link("/home/me/middle", "/dotfiles/rc");
  system.fs.link("/home/me/rc", "middle");
  await atomicWrite(system, "/home/me/rc", bytes("new"));
  assertEquals(system.fs.text("/dotfiles/rc"), "new");
  assertEquals((await system.fs.lstat("/home/me/rc"))?.kind, "symlink");
  assertEquals(system.fs.paths(), ["/dotfiles/rc", "/home/me/middle", "/home/me/rc"]);
});

/** Stops the program at the n-th change of the disk, as a kill would. */
function killAt(system: FakeSystem, nth: number): () => boolean {
  let changes = 0;
  system.fs.refuse = (call) => {
    if (!["write", "rename", "remove", "chmod", "makeDirectory"].includes(call)) return undefined;
    return ++changes >= nth ? "other" : undefined;
  };
  return () => changes >= nth;
}

Deno.test("atomicWrite() leaves the old or the new content wherever it is stopped", async () => {
  const seen = new Set<string | undefined>();
  for (let nth = 1;; nth++) {
    const system = fakeSystem({ files: { "/work/f": "old" } });
    const wasStopped = killAt(system, nth);
    await atomicWrite(system, "/work/f", bytes("new")).catch((error: unknown) => {
      if (!(error instanceof SystemError)) throw error;
    });
    seen.add(system.fs.text("/work/f"));
    if (!wasStopped()) break;
  }
  assertEquals([...seen], ["old", "new"]);
});

for (const failing of ["write", "rename"]) {
  Deno.test(`atomicWrite() leaves nothing behind when ${failing} fails`, async () => {
    const system = fakeSystem({ files: { "/work/f": "old" } });
    system.fs.refuse = (call) => call === failing ? "no-space" : undefined;
    const error = await assertRejects(
      () => atomicWrite(system, "/work/f", bytes("new")),
      SystemError,
    );
    assertEquals(error.code, "no-space");
    assertEquals([system.fs.text("/work/f"), system.fs.paths()], ["old", ["/work/f"]]);
  });
}

Deno.test("atomicWrite() reports the first failure even when cleaning up fails too", async () => {
  const system = fakeSystem();
  system.fs.refuse = (call) =>
    call === "rename" ? "read-only" : call === "remove" ? "permission" : undefined;
  const error = await assertRejects(() => atomicWrite(system, "/work/f", bytes("x")), SystemError);
  assertEquals(error.code, "read-only");
});

Deno.test("atomicWrite() never writes over a file in the place of its scratch file", async () => {
  const system = fakeSystem({ files: { "/etc/important": "keep" } });
  const fixed = { ...system.random, uuid: () => "fixed" };
  system.fs.link("/work/f.fixed", "/etc/important");
  const call = () => atomicWrite({ fs: system.fs, random: fixed }, "/work/f", bytes("x"));
  assertEquals((await assertRejects(call, SystemError)).code, "exists");
  assertEquals(system.fs.text("/etc/important"), "keep");
  assertEquals(system.fs.paths(), ["/etc/important", "/work/f.fixed"]);
});
