/** Runs one case with one program: scratch folders, server, process, and what is left afterwards. */
import type { Case, FileSpec, Outcome } from "./model.ts";
import { decodeBase64 } from "./base64.ts";
import { fill, placeholders, unfill } from "./placeholders.ts";
import { startRecorder } from "./recorder.ts";

/** A program under comparison. */
export interface Side {
  readonly name: "reference" | "ours";
  /** Program and leading arguments. */
  readonly command: readonly [string, ...string[]];
  /** Variables that the program's runtime needs and a real installation would not have. */
  readonly env: { readonly [name: string]: string };
}

/** The certificate of the TLS server: texts for the server, the file for clients. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  readonly certPath: string;
}

export interface RunOptions {
  readonly tls?: TlsFiles | undefined;
  readonly timeoutMs: number;
}

/** Runs `parityCase` with `side`. */
export async function runSide(
  side: Side,
  parityCase: Case,
  { tls, timeoutMs }: RunOptions,
): Promise<Outcome> {
  const scratch = await Deno.realPath(await Deno.makeTempDir({ prefix: "parity-" }));
  const home = `${scratch}/home`;
  const cwd = `${scratch}/work`;
  let pairs: readonly (readonly [string, string])[] = [];
  const recorder = startRecorder({
    replies: parityCase.replies ?? [],
    fill: (text) => fill(text, pairs),
    ...(tls === undefined ? {} : { tls }),
  });
  try {
    pairs = placeholders({ hosts: recorder.hosts, home, cwd, certificate: tls?.certPath ?? "" });
    await writeFiles(home, parityCase.home ?? {}, pairs);
    await writeFiles(cwd, parityCase.files ?? {}, pairs);
    const where = parityCase.cwd === undefined ? cwd : `${cwd}/${parityCase.cwd}`;
    await Deno.mkdir(where, { recursive: true });
    const env: Record<string, string> = {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      HOME: home,
      LANG: "C.UTF-8",
      TZ: "UTC",
      SENTRY_DISABLE_UPDATE_CHECK: "1",
      // Whatever would leave this machine meets the recorder, which will not tunnel.
      HTTPS_PROXY: "{S}",
      ...side.env,
    };
    for (const [name, value] of Object.entries(parityCase.env ?? {})) {
      if (value === null) delete env[name];
      else env[name] = value;
    }
    for (const name of Object.keys(env)) env[name] = fill(env[name] ?? "", pairs);
    const stem = (text: string) => unfill(text, pairs);
    const look = async () => ({
      ...await snapshot(home, "{HOME}", stem),
      ...await snapshot(cwd, "{CWD}", stem),
    });
    const before = await look();
    const run = await runProgram(
      [...side.command, ...parityCase.args.map((word) => fill(word, pairs))],
      { ...parityCase, env, cwd: where, timeoutMs, scratch, stdin: parityCase.stdin },
    );
    return {
      exit: run.exit,
      stdout: stem(run.stdout),
      stderr: stem(run.stderr),
      timedOut: run.timedOut,
      requests: recorder.requests.map((request) => ({
        ...request,
        target: stem(request.target),
        headers: request.headers.map(([name, value]) => [name, stem(value)] as const),
        body: stem(request.body),
      })),
      files: changes(before, await look()),
    };
  } finally {
    recorder.close();
    await removeTree(scratch);
  }
}

async function writeFiles(
  root: string,
  files: { readonly [path: string]: FileSpec },
  pairs: readonly (readonly [string, string])[],
): Promise<void> {
  await Deno.mkdir(root, { recursive: true });
  for (const [name, spec] of Object.entries(files)) {
    const path = `${root}/${name}`;
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    if (typeof spec === "string") await Deno.writeTextFile(path, fill(spec, pairs));
    else if ("directory" in spec) await Deno.mkdir(path, { recursive: true });
    else if ("linkTo" in spec) await Deno.symlink(fill(spec.linkTo, pairs), path);
    else {
      const bytes = "base64" in spec
        ? decodeBase64(spec.base64)
        : new TextEncoder().encode(fill(spec.text, pairs));
      await Deno.writeFile(path, bytes);
      if (spec.mode !== undefined) await Deno.chmod(path, spec.mode);
    }
  }
}

interface Finished {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

interface ProgramOptions {
  readonly env: Record<string, string>;
  readonly cwd: string;
  readonly stdin?: string | undefined;
  readonly timeoutMs: number;
  readonly terminal?: Case["terminal"];
  readonly closeStdout?: true;
  readonly scratch: string;
}

async function runProgram(words: readonly string[], options: ProgramOptions): Promise<Finished> {
  const errors = `${options.scratch}/stderr`;
  const [program = "", ...args] = options.terminal === undefined ? words : [
    "script",
    "-qefc",
    words.map(quote).join(" ") + (options.terminal === "stdout" ? ` 2>${quote(errors)}` : ""),
    "/dev/null",
  ];
  const child = new Deno.Command(program, {
    args,
    env: options.env,
    clearEnv: true,
    cwd: options.cwd,
    stdin: options.stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill("SIGKILL");
  }, options.timeoutMs);
  const [status, stdout, stderr] = await Promise.all([
    child.status,
    options.closeStdout ? child.stdout.cancel().then(() => "") : textOf(child.stdout),
    textOf(child.stderr),
    options.stdin === undefined ? undefined : feed(child.stdin, options.stdin),
  ]);
  clearTimeout(timer);
  return {
    exit: status.code,
    stdout,
    stderr: options.terminal === "stdout" ? await Deno.readTextFile(errors) : stderr,
    timedOut,
  };
}

async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new TextDecoder().decode(await new Response(stream).arrayBuffer());
}

async function feed(stream: WritableStream<Uint8Array>, text: string): Promise<void> {
  const writer = stream.getWriter();
  try {
    await writer.write(new TextEncoder().encode(text));
    await writer.close();
  } catch {
    // The program does not read its input; that is its right.
  }
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Files that were made, changed or taken away. */
function changes(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): Record<string, string> {
  const changed: Record<string, string> = {};
  for (const [path, content] of Object.entries(after)) {
    if (before[path] !== content) changed[path] = content;
  }
  for (const path of Object.keys(before)) if (after[path] === undefined) changed[path] = "gone";
  return changed;
}

/** All files below `root` with mode and content. */
async function snapshot(
  root: string,
  label: string,
  stem: (text: string) => string,
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const entry of Deno.readDir(root)) {
    const path = `${root}/${entry.name}`;
    // A temporary name with a random part stays visible, the random part does not.
    const name = `${label}/${
      entry.name.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/, "<uuid>")
    }`;
    if (entry.isSymlink) found[name] = `link to ${stem(await Deno.readLink(path))}`;
    else if (entry.isDirectory) Object.assign(found, await snapshot(path, name, stem));
    else {
      const { mode } = await Deno.lstat(path);
      const text = stem(await readTextLoosely(path));
      found[name] = `${((mode ?? 0) & 0o777).toString(8).padStart(4, "0")}\n${text}`;
    }
  }
  return found;
}

async function readTextLoosely(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    return `unreadable: ${error instanceof Error ? error.name : String(error)}`;
  }
}

async function removeTree(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true });
}
