/** `config set`, `unset` and `trust` killed (SIGKILL) in the midst of it, as real processes. */
import { assert, assertEquals } from "../support/assert.ts";
import { programEnv, scratch, startProgram } from "../support/program.ts";

const DYING = decodeURIComponent(new URL("../support/dying_program.ts", import.meta.url).pathname);
const isWindows = Deno.build.os === "windows";
const FILLER = Array.from({ length: 300 }, (_, at) => `; line ${at}\n`).join("");

/** What a run is to change. */
interface Change {
  readonly name: string;
  readonly words: readonly string[];
  /** `undefined` where there is no file yet. */
  readonly before: string | undefined;
  readonly after: string;
}

const CHANGES: readonly Change[] = [
  {
    name: "config set in a file that is there",
    words: ["config", "set", "--global", "defaults.org", "new"],
    before: `${FILLER}[defaults]\norg=old\n`,
    after: `${FILLER}[defaults]\norg=new\n`,
  },
  {
    name: "config set in a new file",
    words: ["config", "set", "--global", "defaults.org", "new"],
    before: undefined,
    after: "[defaults]\norg=new\n",
  },
  {
    name: "config unset",
    words: ["config", "unset", "--global", "defaults.org"],
    before: `${FILLER}[defaults]\norg=old\nproject=web\n`,
    after: `${FILLER}[defaults]\nproject=web\n`,
  },
];

async function prepare(home: string, { before }: Change): Promise<void> {
  for await (const { name } of Deno.readDir(home)) await Deno.remove(`${home}/${name}`);
  if (before !== undefined) {
    await Deno.writeTextFile(`${home}/.sentryclirc`, before, { mode: 0o600 });
  }
}

/** The old or the new file, for nobody but its owner, and so is whatever was left lying about. */
async function outcome(home: string, { before, after }: Change): Promise<"old" | "new"> {
  let text: string | undefined;
  for await (const { name } of Deno.readDir(home)) {
    const path = `${home}/${name}`;
    if (name === ".sentryclirc") text = await Deno.readTextFile(path);
    else assert(name.startsWith(".sentryclirc."), `${name} was left behind`);
    if (!isWindows) assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600, name);
  }
  assert(text === before || text === after, `neither old nor new: ${text?.slice(-200)}`);
  return text === after ? "new" : "old";
}

async function dying(moment: number, words: readonly string[], home: string) {
  const { code, signal, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-all", "--no-check", DYING, String(moment), ...words],
    cwd: home,
    clearEnv: true,
    env: programEnv(home),
    stdin: "null",
    stderr: "null",
  }).output();
  const [, moments] = /^moments: (\d+)$/m.exec(new TextDecoder().decode(stdout)) ?? [];
  return { code, signal, moments: Number(moments) };
}

for (const change of CHANGES) {
  Deno.test({
    name: `${change.name}: a kill before or after any call leaves the old or the new file`,
    // It is the source that dies here; a compiled program is killed from outside, below.
    ignore: isWindows || Deno.env.has("CLI_BIN"),
    async fn() {
      await using home = await scratch();
      await prepare(home.path, change);
      const { code, moments } = await dying(-1, change.words, home.path);
      assertEquals(code, 0);
      assertEquals(await outcome(home.path, change), "new");
      assert(moments >= 12, `only ${moments} moments: open, four pieces, sync, rename make 14`);
      const seen: string[] = [];
      for (let moment = 0; moment < moments; moment++) {
        await prepare(home.path, change);
        const { signal } = await dying(moment, change.words, home.path);
        assertEquals(signal, "SIGKILL", `moment ${moment}`);
        seen.push(await outcome(home.path, change));
      }
      // First always the old, at last the new: there is one moment in which it changes.
      assertEquals(seen.join(" ").replace(/^(?:old )+(?:new ?)+$/, ""), "", seen.join(" "));
      // What the killed ones left does not trouble the next one.
      assertEquals((await dying(-1, change.words, home.path)).code, 0);
      assertEquals(await outcome(home.path, change), "new");
    },
  });
}

Deno.test("a kill when something has happened to a file leaves the old or the new file", async () => {
  const [change] = CHANGES;
  assert(change !== undefined);
  await using home = await scratch();
  let killed = 0;
  for (let round = 0; round < 18; round++) {
    await prepare(home.path, change);
    // At once, or as soon as the system tells of the first, second … event in the folder.
    const last = round % 6;
    using events = Deno.watchFs(home.path);
    const child = startProgram(change.words, { cwd: home.path });
    const kill = () => {
      try {
        child.kill("SIGKILL");
      } catch {
        // ended already
      }
    };
    if (last === 0) kill();
    const watching = (async () => {
      let count = 0;
      for await (const { kind, paths } of events) {
        // Our own preparations are told of late, and readers tell nothing of what changes.
        const isTheirs = kind !== "access" && paths.some((path) => /rc\.[0-9a-f-]{36}$/.test(path));
        if (isTheirs && ++count === last) kill();
      }
    })();
    await child.stdin.close().catch(() => {});
    const { signal } = await child.output();
    events.close();
    await watching;
    if (signal === "SIGKILL") killed++;
    await outcome(home.path, change);
  }
  assert(killed > 0, "every program was faster than its killer");
});
