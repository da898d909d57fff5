/**
 * Faults of every kind at every request of every command over records, with real processes:
 * `deno task test:faults [WORD…]`.
 *
 * For each case a `local serve --fault RULE` of its own is started, the command's line is run against it
 * as a process, and what the server holds afterwards is held against a run without faults: nothing lost,
 * nothing twice, the documented exit code. Envelopes that could not be delivered are sent by `flush`.
 * WORDS pick commands by name. Takes minutes, most of them waiting.
 */
import { assert, assertEquals } from "../tests/support/assert.ts";
import {
  type Ask,
  COMMANDS,
  type Fault,
  FAULT_FILES,
  faultRule,
  FAULTS,
  judge,
  judgeDelivery,
  type Ran,
  seed,
  SEEDED,
  SENDERS,
  stateOf,
} from "../tests/support/fault_cases.ts";
import { prepareOurs } from "../tests/parity/ours.ts";
import type { Side } from "../tests/parity/side.ts";
import { runScript, say } from "./command.ts";

/** Most of the time is spent waiting: for the next attempt, for an answer that does not come. */
const AT_ONCE = 12;
const RETRIES = 2;

interface Server extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly dsn: string;
  readonly ask: Ask;
}

/** A server of its own process, with its records and one fault. */
async function startServer(
  ours: Side,
  home: string,
  group: string,
  fault?: string,
): Promise<Server> {
  const [program = "", ...first] = ours.command;
  const faults = fault === undefined ? [] : ["--fault", withSeeded(fault)];
  const child = new Deno.Command(program, {
    args: [...first, "local", "serve", "--port", "0", "--format", "json", ...faults],
    cwd: home,
    clearEnv: true,
    env: environment(ours, home),
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let line = "";
  while (!line.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the server does not start with ${faults.join(" ")}`);
    line += value;
  }
  const { url, token, dsns }: { url: string; token: string; dsns: Record<string, string> } = JSON
    .parse(line);
  const ask: Ask = (path, init = {}) =>
    fetch(`${url}${path}`, {
      ...init,
      headers: {
        authorization: `Bearer ${token}`,
        ...Object.fromEntries(new Headers(init.headers)),
      },
    });
  const server: Server = {
    url,
    token,
    dsn: dsns["web"] ?? "",
    ask,
    async [Symbol.asyncDispose]() {
      await reader.cancel();
      child.kill("SIGKILL"); // it holds nothing that anybody wants
      await child.status;
    },
  };
  await seed(ask, group);
  await deleteAll(ask, "/_local/requests");
  return server;
}

/** What is put in first must not use up a rule. */
function withSeeded(rule: string): string {
  const [method, path = ""] = /^\S+ [^:]+/.exec(rule)?.[0].split(" ") ?? [];
  const before = SEEDED.filter((each) => each.method === method && each.path === path).length;
  return rule.replace(/ after=(\d+)$/, (_, after) => ` after=${Number(after) + before}`);
}

async function deleteAll(ask: Ask, path: string): Promise<void> {
  const answer = await ask(path, { method: "DELETE" });
  await answer.body?.cancel();
  assert(answer.ok, path);
}

function environment(ours: Side, home: string): Record<string, string> {
  return {
    PATH: Deno.env.get("PATH") ?? "",
    HOME: home,
    NO_COLOR: "1",
    SENTRY_DISABLE_UPDATE_CHECK: "1",
    ...ours.env,
  };
}

/** A folder that is home and working directory, with the files that commands read. */
async function makeHome(scratch: string): Promise<string> {
  const home = await Deno.makeTempDir({ dir: scratch });
  for (const [path, data] of Object.entries(FAULT_FILES)) {
    const full = `${home}/${path}`;
    await Deno.mkdir(full.replace(/\/[^/]*$/, ""), { recursive: true });
    if (typeof data === "string") await Deno.writeTextFile(full, data);
    else await Deno.writeFile(full, data);
  }
  return home;
}

async function runProgram(ours: Side, home: string, server: Server, words: readonly string[]) {
  const [program = "", ...first] = ours.command;
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...first, ...words],
    cwd: home,
    clearEnv: true,
    env: {
      ...environment(ours, home),
      SENTRY_URL: server.url,
      SENTRY_AUTH_TOKEN: server.token,
      SENTRY_ORG: "demo",
      SENTRY_DSN: server.dsn,
      SENTRY_HTTP_MAX_RETRIES: String(RETRIES),
      SENTRY_HTTP_ANSWER_TIMEOUT: "3s",
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Runs a command over records and looks at the server. */
async function run(
  ours: Side,
  home: string,
  server: Server,
  words: readonly string[],
): Promise<Ran> {
  const ran = await runProgram(ours, home, server, words);
  const requests: { method: string; target: string }[] =
    await (await server.ask("/_local/requests"))
      .json();
  const sent = requests.map(({ method, target }) => ({ method, path: target.split("?")[0] ?? "" }));
  await deleteAll(server.ask, "/_local/faults");
  const state = await stateOf(server.ask);
  await deleteAll(server.ask, "/_local/requests");
  return { ...ran, stdout: withoutTimes(ran.stdout), sent, state };
}

/** Each run makes its own records, at its own time. */
function withoutTimes(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?/g, "<time>");
}

interface Bench {
  readonly ours: Side;
  readonly scratch: string;
}

type Case = { readonly name: string; readonly body: () => Promise<void> };

async function recordCases(
  { ours, scratch }: Bench,
  [name, ...words]: (typeof COMMANDS)[number],
): Promise<{ cases: Case[]; end: () => Promise<void> }> {
  const group = words[0] ?? "";
  const home = await makeHome(scratch);
  const once = async (line: readonly string[]) => {
    await using server = await startServer(ours, home, group);
    return await run(ours, home, server, line);
  };
  const good = await once(words);
  assertEquals(good.code, 0, `${name}: ${good.stderr}`);
  const { state: before } = await once([group, "--help"]);
  // What changes nothing can be tried against the same server again and again.
  const idle: Server[] = [];
  const isReading = good.sent.every(({ method }) => method === "GET");
  const withServer = async (rule: string, body: (server: Server) => Promise<void>) => {
    const server = idle.pop() ?? await startServer(ours, home, group, isReading ? undefined : rule);
    try {
      if (isReading) await addFault(server, rule);
      await body(server);
    } finally {
      if (isReading) idle.push(server);
      else await server[Symbol.asyncDispose]();
    }
  };
  const cases = [...good.sent.keys()].flatMap((index) =>
    FAULTS.map((fault): Case => ({
      name: `${name}, request ${index}: ${fault.words}`,
      body: () =>
        withServer(faultRule(good.sent, index, fault.words), async (server) => {
          const ran = await run(ours, home, server, words);
          const again = () => run(ours, home, server, words);
          await judge(ran, fault, { sent: good.sent, index }, { name, words, good, before, again });
        }),
    }))
  );
  const end = async () => {
    for (const server of idle) await server[Symbol.asyncDispose]();
  };
  return { cases, end };
}

async function addFault({ ask }: Server, rule: string): Promise<void> {
  await deleteAll(ask, "/_local/faults");
  await deleteAll(ask, "/_local/requests");
  const answer = await ask("/_local/faults", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ rules: [rule] }),
  });
  assertEquals(answer.status, 201, await answer.text());
}

const ENVELOPES = "POST /api/*/envelope/";

async function eventsOf(server: Server): Promise<number> {
  const list: unknown[] = await (await server.ask("/_local/events")).json();
  // One is there from the beginning.
  return list.length;
}

/** Envelopes of the spool that `flush` would send. */
async function waitingIn(home: string): Promise<number> {
  try {
    const names = await Array.fromAsync(
      Deno.readDir(`${home}/.cache/sentry-cli/spool`),
      ({ name }) => name,
    );
    return names.filter((name) => name.endsWith(".envelope")).length;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

function senderCases({ ours, scratch }: Bench, [name, ...words]: (typeof SENDERS)[number]): Case[] {
  return FAULTS.map((fault): Case => ({
    name: `${name}: ${fault.words}`,
    async body() {
      const home = await makeHome(scratch);
      await using server = await startServer(
        ours,
        home,
        "",
        `${ENVELOPES}: ${fault.words} after=0`,
      );
      const before = await eventsOf(server);
      const look = async (code: number) => ({
        code,
        arrived: await eventsOf(server) - before,
        waiting: await waitingIn(home),
      });
      const { code, stderr } = await runProgram(ours, home, server, words);
      const first = await look(code);
      await deleteAll(server.ask, "/_local/faults");
      const flush = await runProgram(ours, home, server, ["flush"]);
      judgeDelivery({ ...first, stderr, flushed: await look(flush.code) }, fault, name);
    },
  }));
}

/** `monitors run`: the job's code comes back, and no check-in comes twice. */
function monitorCases({ ours, scratch }: Bench): Case[] {
  return [0, 1].flatMap((index) =>
    FAULTS.map((fault): Case => ({
      name: `monitors run, check-in ${index}: ${fault.words}`,
      async body() {
        const home = await makeHome(scratch);
        const rule = `${ENVELOPES}: ${fault.words} after=${index}`;
        await using server = await startServer(ours, home, "", rule);
        const job = ["--check-in-timeout", "10", "--", "sh", "-c", "exit 7"];
        const { code, stderr } = await runProgram(ours, home, server, [
          "monitors",
          "run",
          "m",
          ...job,
        ]);
        assertEquals(code, 7, stderr);
        await deleteAll(server.ask, "/_local/faults");
        judgeCheckIns(await checkInsOf(server), { fault, index, stderr });
      },
    }))
  );
}

async function checkInsOf(server: Server): Promise<string[]> {
  const list: { items: { header: { type: string }; text?: string; payload?: unknown }[] }[] =
    await (await server.ask("/_local/envelopes")).json();
  return list.flatMap(({ items }) => items)
    .map((item) => /status\\?":\s*\\?"(\w+)/.exec(JSON.stringify(item))?.[1] ?? "?");
}

function judgeCheckIns(
  came: readonly string[],
  { fault, index, stderr }: {
    readonly fault: Fault;
    readonly index: number;
    readonly stderr: string;
  },
): void {
  const all = ["in_progress", "error"];
  assertEquals(came, all.filter((each) => came.includes(each)), stderr);
  // A gateway's pauses may be longer than the time that check-ins have.
  const mayMiss = fault.again !== "always" || /retry-after/.test(fault.words);
  const isLasting = !/times=/.test(fault.words);
  for (const [at, status] of all.entries()) {
    const isHit = at === index || (isLasting && at > index);
    if (!(isHit && mayMiss)) assert(came.includes(status), `${status} is missing\n${stderr}`);
    else if (!came.includes(status)) {
      const which = at === 0 ? "in-progress" : "final";
      assert(stderr.includes(`Failed to send ${which} check-in envelope`), stderr);
    }
  }
}

async function casesFor(bench: Bench, words: readonly string[]) {
  const isWanted = (name: string) =>
    words.length === 0 || words.some((word) => name.includes(word));
  const records = await Promise.all(
    COMMANDS.filter(([name]) => isWanted(name)).map((command) => recordCases(bench, command)),
  );
  return {
    cases: [
      ...records.flatMap(({ cases }) => cases),
      ...SENDERS.filter(([name]) => isWanted(name)).flatMap((sender) => senderCases(bench, sender)),
      ...(isWanted("monitors run") ? monitorCases(bench) : []),
    ],
    end: async () => void await Promise.all(records.map(({ end }) => end())),
  };
}

async function main(words: readonly string[]): Promise<number> {
  const scratch = await Deno.realPath(await Deno.makeTempDir({ prefix: "sentry-cli-faults-" }));
  const startedAt = performance.now();
  try {
    const bench = { ours: await prepareOurs(scratch), scratch };
    const { cases, end } = await casesFor(bench, words);
    const count = cases.length;
    let failures = 0;
    const worker = async () => {
      for (let next = cases.shift(); next !== undefined; next = cases.shift()) {
        try {
          await next.body();
        } catch (error) {
          failures++;
          say(`\nFAIL ${next.name}\n${error instanceof Error ? error.message : String(error)}`);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    await end();
    const seconds = (performance.now() - startedAt) / 1000;
    say(`\n${count} cases, ${failures} failures, ${seconds.toFixed(1)} s`);
    return failures === 0 ? 0 : 1;
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

if (import.meta.main) await runScript(() => main(Deno.args));
