/** From an answer to a value or an error, in the wording of the reference. */
import { ApiError, AuthError } from "../base/errors.ts";
import { stripControl } from "../output/sanitise.ts";
import type { Decode } from "./decode.ts";
import { decodeJson, JsonError } from "./decode_json.ts";

/** What a 404 means for a call. */
export type Missing = "organization" | "resource" | "project" | "release";

const NOT_FOUND: Readonly<Record<Missing, string>> = {
  organization: "organization not found",
  resource: "resource not found",
  project: "Project not found. Ensure that you configured the correct project and organization.",
  release: "Release not found. Ensure that you configured the correct release, project, " +
    "and organization.",
};

const PHRASES: ReadonlyMap<number, string> = new Map([
  [400, "bad request"],
  [401, "unauthorized"],
  [404, "not found"],
  [500, "internal server error"],
  [502, "bad gateway"],
  [504, "gateway timeout"],
]);

/** What an answer is held against. */
export interface AnswerOptions {
  /** What a 404 means. */
  readonly missing?: Missing | undefined;
  /** The server that was asked and where its address comes from, for people. */
  readonly server?: { readonly url: string; readonly where: string } | undefined;
}

/** Throws unless the status says success. Like the reference, anything below 400 and above 600 does. */
export async function ensureOk(
  response: Response,
  { missing }: AnswerOptions = {},
): Promise<void> {
  const { status } = response;
  if (missing === "project") await refuseRedirect(response, missing);
  if (status < 400 || status > 600) return;
  if (missing !== undefined && status === 404) {
    await response.body?.cancel();
    throw new ApiError(NOT_FOUND[missing], status);
  }
  const text = await response.text();
  const reported = isJson(response) ? reportedError(text) : undefined;
  const what = reported?.what || (PHRASES.get(status) ?? "unknown error");
  const facts = reported?.facts === undefined ? "" : `\n  ${reported.facts}`;
  const cause = new Error(`sentry reported an error: ${what} (http status: ${status})${facts}`);
  if (status === 401) {
    throw new AuthError("API request failed", {
      cause,
      hint: "Check the auth token: it may be expired, revoked or made for another server",
    });
  }
  throw new ApiError("API request failed", status, {
    cause,
    hint: status === 403 ? "Check that the auth token has the scopes for this" : undefined,
  });
}

/** Throws when the server sends us elsewhere: the thing in the path has got another name. */
export async function refuseRedirect(response: Response, missing: Missing): Promise<void> {
  const { status } = response;
  if (status !== 301 && status !== 302) return;
  throw new ApiError(NOT_FOUND[missing], status, { cause: renaming(await response.text()) });
}

/** The JSON of an answer, decoded. */
export async function readJson<T>(
  response: Response,
  decode: Decode<T>,
  { server }: AnswerOptions = {},
): Promise<T> {
  const text = await response.text();
  const hint = server && strangerHint(response, server);
  if (!isJson(response)) throw new ApiError("not a JSON response", response.status, { hint });
  try {
    return decodeJson(text, decode);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new ApiError("could not parse JSON response", response.status, { cause: error, hint });
  }
}

/** Who answers like this is probably not the server that was meant. */
function strangerHint(
  { status, headers }: Response,
  { url, where }: NonNullable<AnswerOptions["server"]>,
): string {
  const type = stripControl(headers.get("content-type") ?? "no content type");
  return `${url} (from ${where}) answered with status ${status} and ${type}; check that this is a ` +
    "Sentry server, and that no proxy or login page answers in its place";
}

/** The exact media type; parameters behind it are fine. */
function isJson(response: Response): boolean {
  return response.headers.get("content-type")?.split(";")[0]?.trim() === "application/json";
}

interface Reported {
  readonly what: string;
  /** Shown below it. */
  readonly facts?: string;
}

/** The text of `{"detail": …}` or `{"error": …}`; anything else as JSON with its keys in order. */
function reportedError(text: string): Reported | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const [first] = entries;
  if (entries.length === 1 && first !== undefined && !Array.isArray(value)) {
    const [name, content]: [string, unknown] = first;
    if ((name === "detail" || name === "error") && typeof content === "string") {
      return { what: stripControl(content) };
    }
  }
  const what = "request failure";
  try {
    return { what, facts: stripControl(JSON.stringify(sorted(value))) };
  } catch {
    return { what }; // nested too deep to be of use to anybody
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries: [string, unknown][] = Object.entries(value);
  entries.sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}

function renaming(text: string): Error | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && "slug" in value) {
      const { slug } = value;
      if (typeof slug === "string") {
        return new Error(
          `project was renamed to '${stripControl(slug)}'\n` +
            "Use the new name in --project, SENTRY_PROJECT or defaults.project.",
        );
      }
    }
  } catch {
    // No JSON: then there is nothing more to say.
  }
  return undefined;
}
