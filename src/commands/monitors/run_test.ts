/** `monitors run` as a whole run of the program, with a job that is only pretended. */
import { runApp } from "../../app.ts";
import { assertEquals } from "../../../tests/support/assert.ts";
import { fakeSystem } from "../../../tests/support/fake_system.ts";
import type { Job, StartJob } from "../../system/mod.ts";

/** Runs it; `during` happens while the job goes on, which then ends with `code`. */
async function run(
  { code, stdinIsTerminal, during }: {
    readonly code: number;
    readonly stdinIsTerminal: boolean;
    readonly during: (interrupt: (name: string) => void) => void;
  },
) {
  const log: string[] = [];
  const ended = Promise.withResolvers<{ code: number; signal: undefined }>();
  const job: Job = { kill: (name) => void log.push(`kill ${name}`), finished: ended.promise };
  const startJob: StartJob = (program, args, { env }) => {
    log.push(`${program} ${args.join(" ")} ${env?.["SENTRY_MONITOR_SLUG"]}`);
    return job;
  };
  const fake = fakeSystem({
    env: { SENTRY_DSN: "http://key@h/7" },
    stdinIsTerminal,
    startJob,
    async fetch({ body }) {
      const sent = body?.();
      const text = sent instanceof Uint8Array ? new TextDecoder().decode(sent) : "";
      log.push(/"status":"(\w+)"/.exec(text)?.[1] ?? "?");
      if (log.includes("in_progress") && !log.includes("over")) {
        log.push("over");
        during(fake.interrupt);
        ended.resolve({ code, signal: undefined });
      }
      return await Promise.resolve(Response.json({}));
    },
  });
  const exitCode = await runApp(fake, ["monitors", "run", "m", "--", "job", "a", "b"]);
  return { exitCode, log: log.filter((line) => line !== "over"), ...fake.written };
}

for (const stdinIsTerminal of [true, false]) {
  const where = stdinIsTerminal ? "at a terminal, which tells the job itself" : "elsewhere";
  Deno.test(`monitors run passes signals on, ${where}`, async () => {
    const { exitCode, log } = await run({
      code: 9,
      stdinIsTerminal,
      during(interrupt) {
        for (const name of ["SIGINT", "SIGQUIT", "SIGTERM", "SIGHUP"]) interrupt(name);
      },
    });
    assertEquals(exitCode, 9);
    assertEquals(log, [
      "job a b m",
      "in_progress",
      ...(stdinIsTerminal ? [] : ["kill SIGINT", "kill SIGQUIT"]),
      "kill SIGTERM",
      "kill SIGHUP",
      "error",
    ]);
  });
}

Deno.test("monitors run starts no job after it was told to stop", async () => {
  const fake = fakeSystem({ env: { SENTRY_DSN: "http://key@h/7" } });
  fake.interrupt("SIGTERM");
  assertEquals(await runApp(fake, ["monitors", "run", "m", "--", "job"]), 143);
  assertEquals(fake.spawned, []);
});
