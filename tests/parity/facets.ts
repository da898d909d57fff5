/** An outcome taken apart into facets: texts that can be compared. */
import type { Case, Facet, Outcome, Recorded } from "./model.ts";
import { envelopeLines, isEnvelope, maskAuth, maskIds } from "./envelopes.ts";
import {
  HINT_LINE,
  isFormHeader,
  isShared,
  LOGIN_INTRO,
  OLD_NOTICES,
  VERSION,
} from "./everywhere.ts";
import { chunkLines, isChunkUpload, maskChecksums } from "./upload_bodies.ts";

export type Facets = { readonly [F in Facet]: string };

/** Takes an outcome apart. `nowMs` is the time of the run: times near it read `<now>`. */
export function facetsOf(outcome: Outcome, parityCase: Case, nowMs: number): Facets {
  const view = parityCase.view ?? "plain";
  const stderr = takeApart(
    parityCase.line === "2.x" ? withoutOldNotices(outcome.stderr) : outcome.stderr,
    parityCase.compareLog === true,
  );
  const known = JSON.stringify(parityCase);
  const hasEnvelopes = outcome.requests.some(({ target }) => target.endsWith("/envelope/"));
  const ids = (text: string) => hasEnvelopes ? maskIds(text, known) : text;
  return {
    exit: String(outcome.exit),
    stdout: viewed(
      ids(outcome.stdout).replaceAll(VERSION, "$1<version>").replace(LOGIN_INTRO, "<intro>\n"),
      view,
    ),
    error: stderr.error.map(sharedCommands).join("\n"),
    causes: stderr.causes.join("\n"),
    usage: stderr.usage.join("\n"),
    warnings: parityCase.compareLog
      ? stderr.warnings.map(logLine).sort().join("\n")
      : stderr.warnings.join("\n"),
    notes: view === "help" ? sharedShape(outcome.stderr) : ids(stderr.notes.join("\n")),
    requests: outcome.requests.map((request) =>
      (parityCase.compareConnections ? `connection ${request.connection} ` : "") +
      requestText(request, nowMs, known)
    ).join("\n"),
    files: Object.keys(outcome.files).sort()
      .map((path) => `${path} ${ids(outcome.files[path] ?? "")}`).join("\n"),
  };
}

function withoutOldNotices(stderr: string): string {
  return stderr.split("\n").filter((line) => !OLD_NOTICES.test(line)).join("\n");
}

interface Stderr {
  readonly error: string[];
  readonly causes: string[];
  readonly usage: string[];
  readonly warnings: string[];
  readonly notes: string[];
}

const LOG_LINE =
  /^ {2}(ERROR|WARN|INFO|DEBUG|TRACE) +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ [+-]\d\d:\d\d ?(.*)$/;

/** Sorts the lines of stderr by what they are. */
export function takeApart(stderr: string, withLog: boolean): Stderr {
  const parts: Stderr = { error: [], causes: [], usage: [], warnings: [], notes: [] };
  let at: "error" | "causes" | "usage" | "hint" | "none" = "none";
  for (const line of stderr.split("\n")) {
    const log = LOG_LINE.exec(line);
    if (log !== null) {
      const [, level = "", message = ""] = log;
      if (withLog || level === "WARN" || level === "ERROR") {
        parts.warnings.push(`${level} ${message}`.replaceAll(VERSION, "$1<version>"));
      }
      at = "none";
    } else if (isErrorLine(line) && parts.error.length === 0) {
      parts.error.push(line);
      at = "error";
    } else if (line === "Caused by:") at = "causes";
    else if (/^ {2}tip: |^Usage: |^For more information, try/.test(line)) {
      parts.usage.push(line);
      at = "usage";
    } else if (HINT_LINE.test(line)) at = "hint";
    else if (line.trim() === "") at = at === "causes" ? at : "none";
    else if (at === "error") parts.error.push(line);
    else if (at === "causes" && line.startsWith("    ")) parts.causes.push(line.slice(4));
    else if (at === "usage" && line.startsWith(" ")) parts.usage.push(line);
    else if (at === "hint" && line.startsWith(" ")) continue;
    else parts.notes.push(line);
  }
  return parts;
}

/** A log line without what differs from run to run and from library to library. */
function logLine(line: string): string {
  return line
    .replace(/(command line: )"[^"]*"/, '$1"<program>"')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "<now>")
    .replace(/(> Content-Length: )\d+/, "$1<n>");
}

/** With or without colour. */
function isErrorLine(line: string): boolean {
  return line.startsWith("error:") || line.startsWith("\u001b[31merror:");
}

function viewed(stdout: string, view: Case["view"]): string {
  if (view === "help") return sharedShape(stdout);
  if (view === "completions") return completionShape(stdout);
  return stdout;
}

/** The shape of a help text without what only one of the two can have. */
function sharedShape(text: string): string {
  return helpShape(text).split("\n").filter((line) => {
    const name = /^(?:command|option(?: -\w)?) (\S+)/.exec(line)?.[1];
    return name === undefined || isShared(name);
  }).join("\n");
}

/** `[subcommands: a, b]` in an error, likewise. */
function sharedCommands(line: string): string {
  return line.replace(
    /\[subcommands: ([^\]]*)\]/,
    (_, names: string) => `[subcommands: ${names.split(", ").filter(isShared).join(", ")}]`,
  );
}

/** Usage line, command names and option names of a help text: what scripts and fingers rely on. */
export function helpShape(text: string): string {
  const shape: string[] = [];
  let section = "";
  // A note at the end of a line may be broken there.
  const unbroken = text.replaceAll(/\[(aliases|short aliases):\s+/g, "[$1: ");
  for (const line of unbroken.split("\n")) {
    const heading = /^(\w[\w ]*):$/.exec(line);
    const usage = /^Usage: (.*)$/.exec(line);
    const command = /^ {2}(\w[\w-]*)(?: {2,}|$)/.exec(line);
    const argument = /^ {2}(<[^>]+>|\[[^\]]+\])(\.\.\.)?(?: |$)/.exec(line);
    const option = /^ {2}(?:(-\w), | {4})?(--[\w-]+)/.exec(line);
    const aliases = /\[(?:aliases|short aliases): ([^\]]+)\]/.exec(line);
    if (heading !== null) section = heading[1] ?? "";
    else if (usage !== null) shape.push(`usage ${usage[1]}`);
    else if (section === "Commands" && command !== null) shape.push(`command ${command[1]}`);
    else if (section === "Arguments" && argument !== null) shape.push(`argument ${argument[1]}`);
    else if (section === "Options" && option !== null) {
      shape.push(`option ${[option[1], option[2]].filter((name) => name !== undefined).join(" ")}`);
    }
    if (aliases !== null) shape.push(`${shape.at(-1) ?? ""} = ${aliases[1]}`);
  }
  return [...new Set(shape)].sort().join("\n");
}

/** Which of the words that a completion script must know it knows. */
function completionShape(script: string): string {
  const words = [
    "sentry-cli",
    "releases",
    "organizations",
    "completions",
    "login",
    "info",
    "list",
    "new",
    "--log-level",
    "--auth-token",
    "--header",
    "--config-status-json",
    "--no-defaults",
    "--show-projects",
    "--raw",
    "--delimiter",
    "--global",
    "--finalize",
  ];
  // Scripts of some shells name options without their hyphens.
  return words.filter((word) => script.includes(word.replace(/^--/, ""))).join("\n");
}

function requestText(request: Recorded, nowMs: number, known: string): string {
  const headers = request.headers.filter(([name]) => !isFormHeader(name))
    .map(([name, value]) =>
      `  ${name.trim().toLowerCase()}: ${
        maskAuth(value.trim()).replace(/boundary=-{24}\w{22}$/, "boundary=<random>").replaceAll(
          VERSION,
          "$1<version>",
        )
      }`
    )
    .sort();
  return [
    `${request.server}: ${request.method} ${request.target}`,
    ...headers,
    ...contentLines(request, nowMs, known).map((line) => `  ${line}`),
  ].join("\n");
}

function contentLines(request: Recorded, nowMs: number, known: string): string[] {
  const { target, body } = request;
  if (isChunkUpload(request)) return chunkLines(request);
  if (isEnvelope(target, body)) return envelopeLines(body, nowMs, known);
  return bodyLines(maskChecksums(target, body), nowMs);
}

/** A JSON body field by field, in the order of names; any other body as it is. */
function bodyLines(body: string, nowMs: number): string[] {
  if (body === "") return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return [`body ${JSON.stringify(body)}`];
  }
  const lines: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      if (value.length === 0) lines.push(`${path} = []`);
      value.forEach((item, index) => walk(item, `${path}[${index}]`));
    } else if (typeof value === "object" && value !== null) {
      const entries = Object.entries(value);
      if (entries.length === 0) lines.push(`${path} = {}`);
      for (const [key, item] of entries) walk(item, `${path}.${key}`);
    } else lines.push(`${path} = ${isNow(value, nowMs) ? "<now>" : JSON.stringify(value)}`);
  };
  walk(parsed, "body");
  return lines.sort();
}

/** Whether a value is an RFC 3339 time in UTC within ten minutes of now. */
export function isNow(value: unknown, nowMs: number): boolean {
  return typeof value === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}(\d{3}){0,2})?Z$/.test(value) &&
    Math.abs(Date.parse(value) - nowMs) < 600_000;
}
