/** Bugsink, a server that speaks Sentry's protocol and that others wrote, for tests. */
import { capture, type CommandOptions, ScriptError } from "./command.ts";

/** What is installed. */
export const BUGSINK = "bugsink==2.6.2";

/** PyPI or npm is out of reach. */
export class OutOfReach extends ScriptError {}

/** A running server with one project, `web`. */
export interface Bugsink {
  readonly url: string;
  readonly token: string;
  readonly dsn: string;
}

/** Runs a program that has to succeed; gives its output. */
export async function must(program: string, args: readonly string[], options: CommandOptions = {}) {
  const { code, stdout, stderr } = await capture(program, args, options);
  if (code === 0) return stdout;
  const said = `${stdout}\n${stderr}`.trim().slice(-2000);
  throw new ScriptError(`\`${program} ${args.join(" ")}\` ended with ${code}:\n${said}`);
}

/** Installs it into a virtual environment; gives the folder of its programs. */
export async function installBugsink(scratch: string): Promise<string> {
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
export async function withBugsink<T>(
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

/** Asks its API. */
export async function ask(url: string, token: string, body?: Json): Promise<string> {
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
