/**
 * `monitors run` with real jobs, signals and hosts: whatever the host does, the job begins at once, its
 * exit code comes back, and what it reads and writes is its own.
 */
import { assert, assertEquals } from "../support/assert.ts";
import { ingestHost, type Manner } from "../support/ingest_hosts.ts";
import { programCommand, programEnv, scratch } from "../support/program.ts";

interface Started {
  readonly child: Deno.ChildProcess;
  /** Lines of its stdout. */
  readonly line: () => Promise<string>;
  readonly rest: () => Promise<{ code: number; stdout: string; stderr: string }>;
}

function start(
  home: string,
  dsn: string,
  words: readonly string[],
  env: Record<string, string> = {},
): Started {
  const [program, ...first] = programCommand();
  const child = new Deno.Command(program, {
    args: [...first, "monitors", "run", ...words],
    cwd: home,
    clearEnv: true,
    env: programEnv(home, { SENTRY_DSN: dsn, SENTRY_HTTP_MAX_RETRIES: "1", ...env }),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const stderr = new Response(child.stderr).text();
  let buffered = "";
  let all = "";
  const more = async () => {
    const { value } = await reader.read();
    buffered += value ?? "";
    all += value ?? "";
    return value !== undefined;
  };
  return {
    child,
    async line() {
      while (!buffered.includes("\n") && await more());
      const end = buffered.indexOf("\n") + 1;
      const line = buffered.slice(0, end);
      buffered = buffered.slice(end);
      return line.trimEnd();
    },
    async rest() {
      await child.stdin.close().catch(() => {});
      while (await more());
      const { code } = await child.status;
      return { code, stdout: all, stderr: await stderr };
    },
  };
}

/** Each check-in of the bodies as `status`, with what comes with it. */
function checkIns(bodies: readonly string[]): Record<string, unknown>[] {
  return bodies.map((body): Record<string, unknown> => JSON.parse(body.split("\n")[2] ?? ""));
}

Deno.test("monitors run: two check-ins, the job's own streams, variables and exit code", async () => {
  await using home = await scratch();
  await using host = ingestHost("good");
  const { child, rest } = start(home.path, host.dsn, [
    ...["nightly", "-s", "0 3 * * *", "--", "sh", "-c"],
    'read line; echo "$SENTRY_MONITOR_SLUG $line"; echo bad >&2; exit 7',
  ]);
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode("in\n"));
  writer.releaseLock();
  assertEquals(await rest(), { code: 7, stdout: "nightly in\n", stderr: "bad\n" });
  const [opened, closed, ...more] = checkIns(host.bodies);
  assertEquals(more, []);
  assertEquals([opened?.["status"], closed?.["status"]], ["in_progress", "error"]);
  assertEquals(opened?.["check_in_id"], closed?.["check_in_id"]);
  assert(Number(closed?.["duration"]) > 0);
  assertEquals(opened?.["monitor_config"], { schedule: { type: "crontab", value: "0 3 * * *" } });
});

const MANNERS: readonly Manner[] = ["refusing", "silent", "slow", "resetting", "unavailable"];
for (const manner of MANNERS) {
  Deno.test(`monitors run: a host that is ${manner} neither holds the job up nor changes its code`, async () => {
    await using home = await scratch();
    await using host = ingestHost(manner);
    const { child, line, rest } = start(home.path, host.dsn, [
      ...["m", "--check-in-timeout", "1", "--", "sh", "-c"],
      "echo begun; read line; exit 5",
    ]);
    // The job speaks while nothing has been answered (nor will be).
    assertEquals(await line(), "begun");
    if (manner === "silent") await host.came(1);
    await child.stdin.close();
    const { code, stderr } = await rest();
    assertEquals(code, 5, stderr);
    assert(/Failed to send in-progress check-in envelope/.test(stderr), stderr);
    assert(/Failed to send final check-in envelope/.test(stderr), stderr);
    assert(!/\n +at |Uncaught/.test(stderr), stderr);
  });
}

Deno.test("monitors run: the job begins as soon as without us, whatever the host does", async () => {
  await using home = await scratch();
  // How long after our own start the job says so: the same for a good host and for a silent one.
  const took = async (manner: Manner) => {
    await using host = ingestHost(manner);
    const before = performance.now();
    const { line, child, rest } = start(home.path, host.dsn, [
      ...["m", "--check-in-timeout", "1", "--", "sh", "-c", "echo begun; read line"],
    ]);
    await line();
    const ms = performance.now() - before;
    await child.stdin.close();
    await rest();
    return ms;
  };
  for (const manner of MANNERS) {
    // A busy machine may hold up one start or two, whoever asks for it: the two are taken in turns. A job
    // that has to wait is late each time.
    let later = Infinity;
    for (let round = 0; round < 8 && later >= 100; round++) {
      const bad = await took(manner);
      later = Math.min(later, bad - await took("good"));
    }
    assert(later < 100, `${manner}: ${Math.round(later)} ms later than with a good host`);
  }
});

for (const [signal, code] of [["SIGTERM", 143], ["SIGINT", 130], ["SIGHUP", 129]] as const) {
  Deno.test(`monitors run: ${signal} reaches the job, and the last check-in is sent`, async () => {
    await using home = await scratch();
    await using host = ingestHost("good");
    const { child, line, rest } = start(home.path, host.dsn, [
      ...["m", "--", "sh", "-c", "echo begun; exec cat >/dev/null"],
    ]);
    assertEquals(await line(), "begun");
    await host.came(1);
    child.kill(signal);
    await host.came(2);
    assertEquals((await rest()).code, code);
    assertEquals(checkIns(host.bodies).map(({ status }) => status), ["in_progress", "error"]);
  });
}

Deno.test("monitors run: a job that handles the signal ends with its own code", async () => {
  await using home = await scratch();
  await using host = ingestHost("good");
  const { child, line, rest } = start(home.path, host.dsn, [
    ...["m", "--", "bash", "-c"],
    "trap 'echo caught; exit 9' TERM USR1; echo begun; while :; do read -r -t 1 line; done",
  ]);
  assertEquals(await line(), "begun");
  child.kill("SIGUSR1");
  assertEquals(await line(), "caught");
  assertEquals((await rest()).code, 9);
  assertEquals(checkIns(host.bodies).at(-1)?.["status"], "error");
});

Deno.test("monitors run: a job that is killed from elsewhere gives 1, or 137 on demand", async () => {
  await using home = await scratch();
  for (const [env, code] of [[{}, 1], [{ SENTRY_EXIT_CODES: "semantic" }, 137]] as const) {
    await using host = ingestHost("good");
    const words = ["m", "--", "sh", "-c", "kill -9 $$"];
    assertEquals((await start(home.path, host.dsn, words, env).rest()).code, code);
    assertEquals(checkIns(host.bodies).at(-1)?.["status"], "error");
  }
});

Deno.test("monitors run --output-tail sends the end of the output when the job fails", async () => {
  await using home = await scratch();
  await using host = ingestHost("good");
  const { rest } = start(home.path, host.dsn, [
    ...["m", "--output-tail", "2", "--", "sh", "-c", "echo one; echo two; echo three; exit 1"],
  ]);
  assertEquals(await rest(), { code: 1, stdout: "one\ntwo\nthree\n", stderr: "" });
  const event: Record<string, unknown> = JSON.parse(host.bodies[2]?.split("\n")[2] ?? "");
  assertEquals(event["extra"], { output: "two\nthree" });
});

Deno.test("monitors run: Ctrl-C at a terminal is for the job to react to", async () => {
  await using home = await scratch();
  await using host = ingestHost("good");
  const [program, ...first] = programCommand();
  const job = `${home.path}/job.sh`;
  const loop = "while :; do read -r -t 1 line; done";
  await Deno.writeTextFile(job, `trap "echo caught; exit 4" INT\necho ready\n${loop}\n`);
  const words = [program, ...first, "monitors", "run", "m", "--", "bash", job]
    .map((word) => `'${word}'`).join(" ");
  // `script` gives the program a terminal of its own.
  const terminal = new Deno.Command("script", {
    args: ["-qefc", words, "/dev/null"],
    cwd: home.path,
    clearEnv: true,
    env: programEnv(home.path, { SENTRY_DSN: host.dsn, TERM: "xterm", SHELL: "/bin/bash" }),
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const writer = terminal.stdin.getWriter();
  const type = (text: string) => writer.write(new TextEncoder().encode(text));
  let seen = "";
  let typed = false;
  for await (const chunk of terminal.stdout.pipeThrough(new TextDecoderStream())) {
    seen += chunk;
    if (typed || !seen.includes("ready")) continue;
    typed = true;
    await type("\x03");
  }
  await writer.close().catch(() => {}); // the terminal is gone already
  assertEquals((await terminal.status).code, 4, seen);
  assert(seen.includes("caught"), seen);
  assertEquals(checkIns(host.bodies).map(({ status }) => status), ["in_progress", "error"]);
});

Deno.test("monitors run: gives the job's code when nobody reads its messages", async () => {
  await using home = await scratch();
  await using host = ingestHost("refusing");
  const [program, ...first] = programCommand();
  const child = new Deno.Command(program, {
    args: [...first, "monitors", "run", "m", "--", "sh", "-c", "exec cat >/dev/null"],
    cwd: home.path,
    clearEnv: true,
    env: programEnv(home.path, { SENTRY_DSN: host.dsn }),
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  await child.stderr.cancel();
  await child.stdin.close();
  assertEquals((await child.status).code, 0);
});
