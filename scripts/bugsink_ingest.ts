/** What `send-event`, `send-envelope`, `bash-hook` and `monitors run` send, as Bugsink has it afterwards. */
import { ask, type Bugsink, must } from "./bugsink_server.ts";
import { say, ScriptError } from "./command.ts";

/** How to call our program, and a folder to work in. */
export interface IngestTest {
  readonly command: readonly [string, ...string[]] | readonly string[];
  readonly folder: string;
}

type Json = { readonly [key: string]: unknown };

const FILE_ID = "0123456789abcdef0123456789abcdef";
const ENVELOPE_ID = "1123456789abcdef0123456789abcdef";

/** Sends one event in every way, and reads each back. Throws a `ScriptError` for a difference. */
export async function testIngest(
  server: Bugsink,
  { command: [program = "", ...first], folder }: IngestTest,
): Promise<void> {
  const cli = async (...words: string[]) => {
    say(`$ sentry-cli ${words.join(" ")}`);
    return await must(program, [...first, ...words], {
      cwd: folder,
      env: { HOME: folder, SENTRY_DSN: server.dsn, SENTRY_RELEASE: "1.2.3" },
    });
  };
  const file = { event_id: FILE_ID, message: "from a file", tags: { k: "v" }, odd: { kept: true } };
  await Deno.writeTextFile(`${folder}/e.json`, JSON.stringify(file));
  await Deno.writeTextFile(
    `${folder}/x.envelope`,
    `{}\n{"type":"attachment","length":3}\na\nb\n{"type":"event"}\n` +
      `{"event_id":"${ENVELOPE_ID}","message":"in an envelope","level":"warning"}\n`,
  );
  await Deno.writeTextFile(`${folder}/job.log`, "2015-05-13 17:39:16 +0200: stdout: INFO: x\n");
  await Deno.writeTextFile(`${folder}/tb`, "f:job.sh:2\n@command:false\n@exit_code:42\n");

  const printed = await cli("send-event", "-m", "hello", "-t", "a:b", "-l", "info", "-e", "x:y");
  const flagId = /Event id: (\S+)/.exec(printed)?.[1]?.replaceAll("-", "") ?? "";
  await cli("send-event", "e.json");
  await cli("send-envelope", "x.envelope");
  const hook = await cli("bash-hook", "--send-event", "--traceback", "tb", "--log", "job.log");
  // It keeps no check-ins; they must do no harm there either.
  await cli("monitors", "run", "m", "--", "true");

  const events = await allEvents(server);
  const find = (id: string): Json => {
    const found = events.find(({ event_id }) => same(event_id, id));
    if (found === undefined) throw new ScriptError(`Bugsink has no event ${id}`);
    return found;
  };
  expect(find(flagId), {
    level: "info",
    logentry: { message: "hello" },
    release: "1.2.3",
    environment: "production",
    tags: { a: "b" },
  });
  expect(find(FILE_ID), { message: "from a file", tags: { k: "v" }, odd: { kept: true } });
  expect(find(ENVELOPE_ID), { message: "in an envelope", level: "warning" });
  expect(find(hook.trim().replaceAll("-", "")), {
    exception: {
      values: [{
        type: "BashError",
        value: "command false exited with status 42",
        stacktrace: {
          frames: [{ function: "f", filename: "job.sh", lineno: 2 }],
        },
      }],
    },
    breadcrumbs: { values: [{ timestamp: 1431531556, category: "stdout", message: "INFO: x" }] },
  });
  say("ok  events and envelopes arrived and read as sent");
}

function same(id: unknown, other: string): boolean {
  return typeof id === "string" && id.replaceAll("-", "") === other;
}

/** The payloads of all events of the project. */
async function allEvents({ url, token }: Bugsink): Promise<readonly Json[]> {
  const api = `${url}/api/canonical/0`;
  const list = async (path: string): Promise<{ id: string }[]> =>
    JSON.parse(await ask(`${api}/${path}`, token)).results;
  const payloads: Json[] = [];
  for (const issue of await list("issues/?project=1")) {
    for (const { id } of await list(`events/?issue=${issue.id}`)) {
      const { data }: { data: Json } = JSON.parse(await ask(`${api}/events/${id}/`, token));
      payloads.push(data);
    }
  }
  return payloads;
}

function expect(event: Json, expected: Json): void {
  for (const [key, value] of Object.entries(expected)) {
    const [got, wanted] = [JSON.stringify(event[key]), JSON.stringify(value)];
    if (got !== wanted) throw new ScriptError(`Bugsink has ${key} = ${got}, not ${wanted}`);
  }
}
