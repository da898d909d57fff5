/** A golden case as it lies on disk, and how its texts are compared. */

/** `case.json`. */
export interface CaseSettings {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What is typed or piped in. */
  readonly stdin?: string;
  readonly exitCode: number;
  /** Files expected afterwards with their permission bits, e.g. `{ "home/.sentryclirc": "600" }`. */
  readonly modes?: Readonly<Record<string, string>>;
  /** Only run against a system in memory, with the reason. */
  readonly inProcessOnly?: string;
  /** Not run with a real program on Windows, with the reason. */
  readonly notOnWindows?: string;
  /** A command of this system alone: the real program runs it only there. */
  readonly os?: "darwin";
  /** Programs that the case may start, by path, with their exit codes. Needs `inProcessOnly`. */
  readonly programs?: Readonly<Record<string, number>>;
  /** Only run against a real process, with the reason. */
  readonly binaryOnly?: string;
}

/** One entry of `server.json`: a request that must come, and what it gets. */
export interface Exchange {
  readonly method: string;
  /** With the query, as sent. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers that must not be sent. */
  readonly withoutHeaders?: readonly string[];
  readonly body?: unknown;
  readonly reply: {
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly json?: unknown;
    readonly text?: string;
  };
}

export interface GoldenCase {
  /** Folder below `tests/cases`, e.g. `releases/new/good`. */
  readonly name: string;
  readonly folder: string;
  readonly settings: CaseSettings;
  readonly exchanges: readonly Exchange[];
  /** Files under `work/` and `home/` before the run, by relative path. */
  readonly before: Readonly<Record<string, string>>;
  /** Files expected afterwards, by relative path; only those named are compared. */
  readonly after: Readonly<Record<string, string>>;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a run gave, with places and addresses masked. */
export interface Observed {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** A file's text afterwards, `undefined` when it is not there. */
  file(path: string): Promise<string | undefined>;
  mode(path: string): Promise<string | undefined>;
  /** What the server thought of the requests; empty when all was as expected. */
  readonly complaints: readonly string[];
}

const ROOT = new URL("../cases/", import.meta.url);

async function readText(url: URL): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(url);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function readTree(url: URL, prefix = ""): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  let entries: Deno.DirEntry[];
  try {
    entries = await Array.fromAsync(Deno.readDir(url));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return files;
    throw error;
  }
  for (const entry of entries) {
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory) {
      Object.assign(files, await readTree(new URL(`${entry.name}/`, url), `${path}/`));
    } else files[path] = await readText(new URL(entry.name, url)) ?? "";
  }
  return files;
}

/** All cases, sorted by name. */
export async function loadCases(root: URL = ROOT, prefix = ""): Promise<GoldenCase[]> {
  const cases: GoldenCase[] = [];
  const entries = await Array.fromAsync(Deno.readDir(root));
  if (entries.some((entry) => entry.name === "case.json")) {
    return [await loadCase(root, prefix.replace(/\/$/, ""))];
  }
  for (const entry of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    if (!entry.isDirectory) continue;
    cases.push(...await loadCases(new URL(`${entry.name}/`, root), `${prefix}${entry.name}/`));
  }
  return cases;
}

async function loadCase(url: URL, name: string): Promise<GoldenCase> {
  const server = await readText(new URL("server.json", url));
  const before: Record<string, string> = {};
  for (const place of ["work", "home"]) {
    Object.assign(before, await readTree(new URL(`${place}/`, url), `${place}/`));
  }
  return {
    name,
    folder: decodeURIComponent(url.pathname),
    settings: JSON.parse(await Deno.readTextFile(new URL("case.json", url))),
    exchanges: server === undefined ? [] : JSON.parse(server),
    before,
    after: await readTree(new URL("after/", url)),
    stdout: await readText(new URL("stdout.txt", url)) ?? "",
    stderr: await readText(new URL("stderr.txt", url)) ?? "",
  };
}

/** Whether a text fits a golden one, in which `[..]` stands for anything within a line. */
export function fits(actual: string, golden: string): boolean {
  const pattern = golden.split("[..]").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("[^\\n]*");
  return new RegExp(`^${pattern}$`).test(actual);
}

/** Like {@linkcode fits}, for JSON values: `"[..]"` as a string stands for any value. */
export function fitsJson(actual: unknown, golden: unknown): boolean {
  if (golden === "[..]") return actual !== undefined;
  if (typeof golden === "string") return typeof actual === "string" && fits(actual, golden);
  if (Array.isArray(golden)) {
    return Array.isArray(actual) && actual.length === golden.length &&
      golden.every((each, at) => fitsJson(actual[at], each));
  }
  if (isRecord(golden)) {
    if (!isRecord(actual)) return false;
    const keys = Object.keys(golden);
    return keys.length === Object.keys(actual).length &&
      keys.every((key) => fitsJson(actual[key], golden[key]));
  }
  return actual === golden;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Fills `{server}`, its `{host}` with the port, `{work}`, `{home}` and `{version}`. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  const all: Readonly<Record<string, string | undefined>> = {
    host: values["server"]?.replace("http://", ""),
    ...values,
  };
  return text.replace(/\{(server|host|work|home|version)\}/g, (whole, name) => all[name] ?? whole);
}

/** The time of a log line. */
const LOG_TIME = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9} [+-]\d\d:\d\d/g;

/** The reverse: puts the placeholders where the values stand, the longest values first. */
export function mask(text: string, values: Readonly<Record<string, string>>): string {
  const entries = Object.entries(values).sort(([, a], [, b]) => b.length - a.length);
  return entries.reduce(
    (masked, [name, value]) => masked.replaceAll(value, `{${name}}`),
    text.replace(LOG_TIME, "{time}"),
  );
}
