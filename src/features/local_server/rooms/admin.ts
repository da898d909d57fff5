/** `/_local/…`: for tests and people, without a token, from this machine only. */
import { UsageError } from "../../../base/errors.ts";
import type { Codecs } from "../../../system/mod.ts";
import { parseEnvelope } from "../../../formats/envelope/parse.ts";
import { base64, decodeUtf8, sha256Hex } from "../bytes.ts";
import { type FaultRule, parseFaultRule } from "../fault_rule.ts";
import type { Faults, FaultState } from "../faults.ts";
import { badRequest, emptyReply, jsonReply, notFound } from "../replies.ts";
import type { RoomRequest, Route } from "../routes.ts";
import { listEnvelopes } from "../store/envelopes.ts";
import { findEvents } from "../store/events.ts";
import { clearRequests, listRequests } from "../store/requests.ts";
import type { Store } from "../store/store.ts";
import { seedRecords } from "./seed_records.ts";
import { readFields } from "../validation.ts";
import { resolvedData } from "./events.ts";
import type { TokenMaker } from "../tokens.ts";

export interface AdminRequest extends RoomRequest {
  readonly store: Store;
  codecs(): Promise<Codecs>;
  readonly faults: Faults;
  readonly tokens: TokenMaker;
  /** Now, Unix time in milliseconds. */
  readonly nowMs: number;
}

export const adminRoutes: readonly Route<AdminRequest>[] = [
  { method: "GET", path: "/_local/health", handle: () => jsonReply({ status: "ok" }) },
  { method: "GET", path: "/_local/requests", handle: getRequests },
  {
    method: "DELETE",
    path: "/_local/requests",
    handle: ({ store }) => jsonReply({ deleted: clearRequests(store) }),
  },
  {
    method: "GET",
    path: "/_local/faults",
    handle: ({ faults }) => jsonReply(faults.list().map(showFault)),
  },
  { method: "POST", path: "/_local/faults", handle: addFaults },
  {
    method: "DELETE",
    path: "/_local/faults",
    handle({ faults }) {
      faults.clear();
      return emptyReply();
    },
  },
  { method: "POST", path: "/_local/tokens", handle: addToken },
  { method: "POST", path: "/_local/records", handle: seedRecords },
  { method: "GET", path: "/_local/envelopes", handle: getEnvelopes },
  { method: "GET", path: "/_local/events", handle: getEvents },
  { method: "GET", path: "/_local/events/{event}", handle: getEvent },
];

function getRequests({ store, query }: AdminRequest) {
  return jsonReply(listRequests(store, readSince(query)));
}

/** The envelopes that were taken, with their items; payloads as text, or as base64 where they are none. */
function getEnvelopes({ store, query }: AdminRequest) {
  return jsonReply(
    listEnvelopes(store, readSince(query)).map(({ id, projectId, dateReceived, body }) => {
      const { header, items } = parseEnvelope(body);
      const shown = items.map((item) => ({ header: item.header, ...showPayload(item.payload) }));
      return { id, projectId, dateReceived, header, items: shown };
    }),
  );
}

function showPayload(payload: Uint8Array) {
  const text = decodeUtf8(payload);
  return text === undefined ? { payloadBase64: base64(payload) } : { payload: text };
}

function readSince(query: URLSearchParams): number {
  const since = query.get("since") ?? "0";
  if (!/^\d{1,15}$/.test(since)) throw badRequest("'since' is not a number");
  return Number(since);
}

/** `{"rule": "…"}` or `{"rules": ["…", …]}`: all of them, or none when one is wrong. */
async function addFaults({ request, faults }: AdminRequest) {
  const fields = await readFields(request);
  const single = fields.text("rule");
  const many = fields.list(
    "rules",
    (item) => typeof item === "string" ? item : fields.fail("rules", "Not a valid string."),
  );
  if (single === undefined && many === undefined) fields.fail("rule", "This field is required.");
  fields.settle();
  const rules = [...(typeof single === "string" ? [single] : []), ...(many ?? [])].map(parse);
  return jsonReply(rules.map((rule) => showFault(faults.add(rule))), 201);
}

/** The last 100 events of all projects, as they came. */
function getEvents({ store }: AdminRequest) {
  return jsonReply(
    findEvents(store, { limit: 100 }).map(({ projectId, eventId, title, dateCreated, data }) => ({
      eventId,
      projectId,
      title,
      dateCreated,
      data,
    })),
  );
}

/** One event with its frames resolved, and in each frame's `data` the steps that led there. */
async function getEvent(request: AdminRequest) {
  const [event] = findEvents(request.store, { eventId: request.param("event"), limit: 1 });
  if (event === undefined) throw notFound();
  return jsonReply(await resolvedData(request, event));
}

function parse(text: string): FaultRule {
  try {
    return parseFaultRule(text);
  } catch (error) {
    if (error instanceof UsageError) throw badRequest(error.message);
    throw error;
  }
}

function showFault({ id, rule, matched, acted }: FaultState) {
  return { id, rule: rule.text, matched, acted };
}

/** `{"token"?, "scopes"?, "user"?}`: makes a token, e.g. one that may do less. */
async function addToken({ request, tokens }: AdminRequest) {
  const fields = await readFields(request);
  const text = fields.text("token", {
    check: (given) => /^[\x21-\x7e]+$/.test(given) ? undefined : "Not a valid token.",
  });
  const scopes = fields.list(
    "scopes",
    (item) => typeof item === "string" ? item : fields.fail("scopes", "Not a valid string."),
  );
  const kind = fields.choice("kind", ["user", "organization"]);
  fields.settle();
  const token = text ?? tokens.generate();
  await tokens.add(token, { scopes, kind });
  return jsonReply({ token, sha256: (await sha256Hex(token)).slice(0, 16) }, 201);
}
