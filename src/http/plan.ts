/**
 * Keeps requests instead of sending them, for `--dry-run`. It stands where the connection would be, below
 * all policies, so that what it sees is what would go out, and so that nothing can pass it.
 */
import { MASK } from "../base/secret.ts";
import { SizedBody } from "../base/sized_body.ts";
import type { AssumedAnswer, Fetch, HttpRequest } from "../system/mod.ts";
import { SECRET_NAMES } from "./log.ts";

/** A request that was not sent, with its secrets masked. */
export interface PlannedRequest {
  readonly method: string;
  readonly url: string;
  /** Those that a server reacts to. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: PlannedBody | undefined;
  /** The answer that the rest of the plan is made for, in words; `undefined`: the plan ends here. */
  readonly assumed: string | undefined;
}

/** A body as text, or the size of one that is no text or too large to show. */
export type PlannedBody =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "bytes"; readonly sizeBytes: number };

/** What a dry run would do. */
export interface Plan {
  readonly requests: readonly PlannedRequest[];
  /** Steps that are no requests, and what a real run needs besides; one sentence each. */
  readonly notes: readonly string[];
  readonly fetch: Fetch;
  note(text: string): void;
}

/** What follows depends on an answer that nobody has given. */
export class PlanEnd extends Error {
  override readonly name = "PlanEnd";
}

/** The client's own business, or the library's. */
const PLAIN_HEADERS = /^(accept|user-agent|content-length|accept-encoding|connection)$/i;
/** Beyond this a body's size says more than its text. */
const MAX_TEXT_BYTES = 1024 * 1024;

/** An empty plan. */
export function createPlan({ redact }: { readonly redact: (text: string) => string }): Plan {
  const requests: PlannedRequest[] = [];
  const notes: string[] = [];
  return {
    requests,
    notes,
    note(text) {
      if (!notes.includes(text)) notes.push(text);
    },
    async fetch(request) {
      const { method, url, headers, assumed } = request;
      const at = requests.length;
      // Takes its place before the body is read: requests side by side keep their order.
      const planned = {
        method,
        url: redact(url),
        headers: headers.filter(([name]) => !PLAIN_HEADERS.test(name))
          .map(([name, value]) => [name, shown(name, value, redact)] as const),
        assumed: assumed && (assumed.says ?? "success"),
      };
      requests.push({ ...planned, body: undefined });
      requests[at] = { ...planned, body: await readBody(request, redact) };
      if (assumed === undefined) throw new PlanEnd();
      return answerOf(assumed);
    },
  };
}

function shown(name: string, value: string, redact: (text: string) => string): string {
  if (!SECRET_NAMES.test(name)) return redact(value);
  const scheme = /^(Bearer|Basic|Sentry) /.exec(value)?.[0] ?? "";
  return `${scheme}${MASK}`;
}

async function readBody(
  { body }: HttpRequest,
  redact: (text: string) => string,
): Promise<PlannedBody | undefined> {
  const made = body?.();
  if (made === undefined) return undefined;
  if (made instanceof Uint8Array) return bodyOf(made, redact);
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const part of made instanceof SizedBody ? made.stream() : made) {
    sizeBytes += part.length;
    if (sizeBytes <= MAX_TEXT_BYTES) parts.push(part);
    else parts.length = 0;
  }
  if (sizeBytes > MAX_TEXT_BYTES) return { kind: "bytes", sizeBytes };
  return bodyOf(
    new Uint8Array(await new Blob(parts.map((part) => new Uint8Array(part))).arrayBuffer()),
    redact,
  );
}

function bodyOf(bytes: Uint8Array, redact: (text: string) => string): PlannedBody {
  const sizeBytes = bytes.length;
  if (sizeBytes > MAX_TEXT_BYTES) return { kind: "bytes", sizeBytes };
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    // Text that holds NUL or other controls is no text that anybody would want to read.
    // deno-lint-ignore no-control-regex -- looking for controls is the point
    if (/[\x00-\x08\x0e-\x1f]/.test(text)) return { kind: "bytes", sizeBytes };
    return { kind: "text", text: redact(text) };
  } catch {
    return { kind: "bytes", sizeBytes };
  }
}

function answerOf({ status = 200, json }: AssumedAnswer): Response {
  if (json === undefined) return new Response(null, { status });
  return new Response(JSON.stringify(json), {
    status,
    headers: { "Content-Type": "application/json" },
  });
}
