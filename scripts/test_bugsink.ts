/**
 * Source maps against a server that others wrote: `deno task test:bugsink`.
 *
 * Installs Bugsink, a server that speaks Sentry's protocol, into a scratch virtual environment, starts it
 * on this machine, makes a project and a token, injects and uploads a real build with our program, sends
 * an event with a minified frame before and after, and checks that the second one shows the original
 * source. Where PyPI or npm is out of reach, says so and ends with 0; `--require` makes that a failure.
 */
import { prepareOurs } from "../tests/parity/ours.ts";
import { copyTree, listTree, prepareBuilds } from "./builds/prepare.ts";
import { capture, type CommandOptions, runScript, say, ScriptError } from "./command.ts";

const BUGSINK = "bugsink==2.6.2";

/** What throws in the build, and where it stands in the source. */
const MINIFIED = /throw\s*(new )?RangeError\(/;
const ORIGINAL = {
  file: "app/src/lazy/report.ts",
  line: 'throw new RangeError("Nothing to report");',
};

class OutOfReach extends ScriptError {}

interface Bugsink {
  readonly url: string;
  readonly token: string;
  readonly dsn: string;
}

async function must(program: string, args: readonly string[], options: CommandOptions = {}) {
  const { code, stdout, stderr } = await capture(program, args, options);
  if (code === 0) return stdout;
  const said = `${stdout}\n${stderr}`.trim().slice(-2000);
  throw new ScriptError(`\`${program} ${args.join(" ")}\` ended with ${code}:\n${said}`);
}

async function installBugsink(scratch: string): Promise<string> {
  const bin = `${scratch}/venv/bin`;
  try {
    await must("python3", ["-m", "venv", `${scratch}/venv`]);
    await must(`${bin}/pip`, ["install", "--quiet", "--disable-pip-version-check", BUGSINK]);
  } catch (error) {
    if (error instanceof ScriptError || error instanceof Deno.errors.NotFound) {
      const lines = error.message.split("\n");
      const why = lines.find((line) => line.startsWith("ERROR:")) ?? lines[0];
      throw new OutOfReach(`${BUGSINK} could not be installed: ${why}`);
    }
    throw error;
  }
  return bin;
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/** Runs `use` while the server answers. */
async function withBugsink<T>(
  scratch: string,
  bin: string,
  use: (server: Bugsink) => Promise<T>,
): Promise<T> {
  const port = freePort();
  const url = `http://127.0.0.1:${port}`;
  const place = {
    cwd: scratch,
    env: { HOME: scratch, PYTHONPATH: scratch, DJANGO_SETTINGS_MODULE: "bugsink_conf" },
  };
  const config = ["--template=local", "--host=127.0.0.1", `--port=${port}`];
  await must(`${bin}/bugsink-create-conf`, config, place);
  // It would tell its makers that it was started.
  const quiet = '\nBUGSINK["PHONEHOME"] = False\n';
  await Deno.writeTextFile(`${scratch}/bugsink_conf.py`, quiet, { append: true });
  for (const more of [[], ["--database=snappea"]]) {
    await must(`${bin}/bugsink-manage`, ["migrate", "-v0", ...more], place);
  }
  const token = (await must(`${bin}/bugsink-manage`, ["create_auth_token"], place)).trim();
  const server = new Deno.Command(`${bin}/gunicorn`, {
    ...place,
    args: ["bugsink.wsgi", "--bind", `127.0.0.1:${port}`, "--threads", "4", "--log-level", "error"],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    await answers(`${url}/api/canonical/0/projects/`);
    return await use({ url, token, dsn: await makeProject(url, token) });
  } finally {
    server.kill("SIGTERM");
    await server.status;
  }
}

async function answers(url: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline) {
    try {
      await (await fetch(url)).body?.cancel();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new ScriptError("Bugsink did not answer within a minute");
}

type Json = { readonly [key: string]: unknown };

async function ask(url: string, token: string, body?: Json): Promise<string> {
  const response = await fetch(url, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new ScriptError(`${url} answered ${response.status}: ${text}`);
  return text;
}

async function makeProject(url: string, token: string): Promise<string> {
  const api = `${url}/api/canonical/0`;
  const team: { id: string } = JSON.parse(await ask(`${api}/teams/`, token, { name: "Team" }));
  const made: { id: string } = JSON.parse(
    await ask(`${api}/projects/`, token, { name: "Web", team: team.id }),
  );
  const project: { dsn: string; slug: string } = JSON.parse(
    await ask(`${api}/projects/${made.id}/`, token),
  );
  if (project.slug !== "web") throw new ScriptError(`The project is called ${project.slug}`);
  return project.dsn;
}

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
