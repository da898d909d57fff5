/**
 * Source maps, events and envelopes against a server that others wrote: `deno task test:bugsink`.
 *
 * Installs Bugsink, a server that speaks Sentry's protocol, into a scratch virtual environment, starts it
 * on this machine, makes a project and a token, injects and uploads a real build with our program, sends
 * an event with a minified frame before and after, and checks that the second one shows the original
 * source. Then `send-event`, `send-envelope` and `bash-hook` send, and what arrived is read back. Where PyPI or npm is out of reach, says so and ends with 0; `--require` makes that a failure.
 */
import { prepareOurs } from "../tests/parity/ours.ts";
import { copyTree, listTree, prepareBuilds } from "./builds/prepare.ts";
import { testIngest } from "./bugsink_ingest.ts";
import {
  ask,
  BUGSINK,
  type Bugsink,
  installBugsink,
  must,
  OutOfReach,
  withBugsink,
} from "./bugsink_server.ts";
import { runScript, say, ScriptError } from "./command.ts";

/** What throws in the build, and where it stands in the source. */
const MINIFIED = /throw\s*(new )?RangeError\(/;
const ORIGINAL = {
  file: "app/src/lazy/report.ts",
  line: 'throw new RangeError("Nothing to report");',
};

/** The script of the build that throws, with the position and the debug id. */
async function findFrame(folder: string) {
  for (const path of (await listTree(folder)).filter((each) => each.endsWith(".js"))) {
    const text = await Deno.readTextFile(`${folder}/${path}`);
    const at = text.search(MINIFIED);
    if (at < 0) continue;
    const before = text.slice(0, at).split("\n");
    const debugId = /^\/\/# debugId=(\S+)/m.exec(text)?.[1];
    return {
      file: `https://shop.example/${path}`,
      lineno: before.length,
      colno: (before.at(-1) ?? "").length + 1,
      debugId,
    };
  }
  throw new ScriptError(`No script of the build matches ${MINIFIED}`);
}

/** Sends an event as an SDK does. The message tells one from another. */
async function sendEvent(
  server: Bugsink,
  frame: Awaited<ReturnType<typeof findFrame>>,
  message: string,
): Promise<void> {
  const { username: key, pathname, host } = new URL(server.dsn);
  const id = crypto.randomUUID().replaceAll("-", "");
  const { file, lineno, colno, debugId } = frame;
  const event = {
    event_id: id,
    timestamp: Date.now() / 1000,
    platform: "javascript",
    exception: {
      values: [{
        type: "RangeError",
        value: message,
        stacktrace: {
          frames: [{ filename: file, abs_path: file, function: "e", lineno, colno, in_app: true }],
        },
      }],
    },
    debug_meta: { images: [{ type: "sourcemap", code_file: file, debug_id: debugId }] },
  };
  const lines = [{ event_id: id, dsn: server.dsn }, { type: "event" }, event];
  const response = await fetch(`http://${host}/api${pathname}/envelope/`, {
    method: "POST",
    headers: {
      "content-type": "application/x-sentry-envelope",
      "x-sentry-auth": `Sentry sentry_version=7, sentry_client=test/1, sentry_key=${key}`,
    },
    body: lines.map((line) => JSON.stringify(line)).join("\n"),
  });
  const text = await response.text();
  if (!response.ok) throw new ScriptError(`The event was refused, ${response.status}: ${text}`);
}

/** The stack trace of the event with that message, as Bugsink shows it. */
async function stackTrace({ url, token }: Bugsink, message: string): Promise<string> {
  const api = `${url}/api/canonical/0`;
  const list = async (path: string): Promise<{ id: string }[]> =>
    JSON.parse(await ask(`${api}/${path}`, token)).results;
  for (const issue of await list("issues/?project=1")) {
    for (const event of await list(`events/?issue=${issue.id}`)) {
      const text = await ask(`${api}/events/${event.id}/stacktrace/`, token);
      if (text.includes(message)) return text;
    }
  }
  throw new ScriptError(`Bugsink has no event '${message}'`);
}

function isResolved(trace: string): boolean {
  return trace.includes(ORIGINAL.file) && trace.includes(ORIGINAL.line);
}

async function test(scratch: string): Promise<void> {
  const prepared = await prepareBuilds();
  if ("missing" in prepared) throw new OutOfReach(prepared.missing);
  const vite = prepared.builds.find(({ name }) => name === "vite");
  if (vite === undefined) throw new ScriptError("There is no build with Vite");
  const bin = await installBugsink(scratch);
  const folder = `${scratch}/build`;
  await copyTree(vite.folder, folder);
  await withBugsink(scratch, bin, async (server) => {
    say(`${BUGSINK} listens on ${server.url}`);
    const [program = "", ...first] = (await prepareOurs(scratch)).command;
    const cli = async (...words: string[]) => {
      say(`$ sentry-cli ${words.join(" ")}`);
      say((await must(program, [...first, ...words], {
        cwd: folder,
        env: { HOME: scratch, SENTRY_URL: server.url, SENTRY_AUTH_TOKEN: server.token },
      })).trim());
    };
    await testIngest(server, { command: [program, ...first], folder: scratch });
    await cli("sourcemaps", "inject", ".");
    const frame = await findFrame(folder);
    await sendEvent(server, frame, "before the upload");
    // Bugsink resolves when it is asked, so this has to be asked now.
    if (isResolved(await stackTrace(server, "before the upload"))) {
      throw new ScriptError("The frame was resolved before anything was uploaded");
    }
    await cli("sourcemaps", "upload", "-o", "any", "-p", "web", ".");
    await sendEvent(server, frame, "after the upload");
    const trace = await stackTrace(server, "after the upload");
    say(trace);
    if (!isResolved(trace)) throw new ScriptError("The frame was not resolved");
  });
  say(`ok  ${BUGSINK} resolved a frame of ${vite.name}'s build to ${ORIGINAL.file}`);
}

if (import.meta.main) {
  await runScript(async () => {
    const scratch = await Deno.realPath(await Deno.makeTempDir({ prefix: "sentry-cli-bugsink-" }));
    try {
      await test(scratch);
      return 0;
    } catch (error) {
      if (!(error instanceof OutOfReach)) throw error;
      say(`Bugsink: not run, ${error.message}`);
      return Deno.args.includes("--require") ? 1 : 0;
    } finally {
      await Deno.remove(scratch, { recursive: true });
    }
  });
}
