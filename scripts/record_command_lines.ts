/**
 * Records how a reference binary reads command lines: `deno run -A scripts/record_command_lines.ts
 * <binary> [<file with one JSON list of words per line>]`.
 *
 * Without a file the lines already recorded are run again. The answers go to
 * `src/cli/reference_lines.json`, which `src/cli/reference_lines_test.ts` holds our parser against. The
 * binary gets an empty home and a server address where nobody listens.
 */
const DATA = new URL("../src/cli/reference_lines.json", import.meta.url);

interface RecordedLine {
  readonly words: readonly string[];
  readonly kind: "run" | "help" | "version" | "error";
  readonly exitCode: number;
  /** Help: the stream it was written to. */
  readonly to?: "stdout" | "stderr";
  /** Error: everything up to the first blank line, without `error: `. */
  readonly message?: string;
  readonly tips?: readonly string[];
  /** Help and errors: the usage line; `null` where none was printed. */
  readonly usage?: string | null;
}

const [binary, listPath] = Deno.args;
if (binary === undefined) throw new Error("Name the reference binary");
const lines: string[][] = listPath === undefined
  ? JSON.parse(await Deno.readTextFile(DATA)).map((each: RecordedLine) => each.words)
  : (await Deno.readTextFile(listPath)).split("\n").filter((line) => line !== "")
    .map((line) => JSON.parse(line));
const home = await Deno.makeTempDir();
const recorded: RecordedLine[] = [];
for (const words of lines) recorded.push(await record(words));
await Deno.remove(home, { recursive: true });
await Deno.writeTextFile(
  DATA,
  `[\n${recorded.map((each) => `  ${JSON.stringify(each)}`).join(",\n")}\n]\n`,
);

async function record(words: readonly string[]): Promise<RecordedLine> {
  const child = new Deno.Command(binary ?? "", {
    args: [...words],
    cwd: home,
    clearEnv: true,
    stdin: "null",
    env: {
      HOME: home,
      SENTRY_URL: "http://127.0.0.1:9",
      SENTRY_LOAD_DOTENV: "0",
      SENTRY_DISABLE_UPDATE_CHECK: "1",
      SENTRY_HTTP_MAX_RETRIES: "0",
    },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  // `login` asks for ever where nobody answers.
  const kill = () => child.kill("SIGKILL");
  const [out, errors] = await Promise.all([
    readSome(child.stdout, kill),
    readSome(child.stderr, kill),
  ]);
  const exitCode = (await child.status).code;
  const err = errors.replace(/^ {2}WARN .*\n/gm, "");
  if (exitCode === 0 && /^\S+ \d+\.\d+\.\d+\n$/.test(out)) {
    return { words, kind: "version", exitCode };
  }
  const usage = /^Usage: (.*)$/m.exec(exitCode === 0 ? out : err)?.[1] ?? null;
  if (exitCode === 0 && usage !== null) {
    return { words, kind: "help", exitCode, to: "stdout", usage };
  }
  if (exitCode !== 2) return { words, kind: "run", exitCode };
  if (!err.startsWith("error: ")) return { words, kind: "help", exitCode, to: "stderr", usage };
  const message = err.slice("error: ".length, err.indexOf("\n\n"));
  const tips = [...err.matchAll(/^ {2}tip: (.*)$/gm)].map((match) => match[1] ?? "");
  return { words, kind: "error", exitCode, message, tips, usage };
}

async function readSome(stream: ReadableStream<Uint8Array>, tooMuch: () => void): Promise<string> {
  let text = "";
  for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (text.length > 100_000) {
      tooMuch();
      break;
    }
  }
  return text;
}
