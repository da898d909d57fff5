/** What stands behind the HTTP server: records the request, lets faults act, asks the room. */
import { Http1Error } from "../../formats/http1.ts";
import type { Clock, Codecs } from "../../system/mod.ts";
import { type Claim, readClaim, requireLocal, requireScope } from "./access.ts";
import { utf8 } from "./bytes.ts";
import type { FaultAction, FaultAnswer } from "./fault_rule.ts";
import type { Faults } from "./faults.ts";
import type { HttpApp, Outcome, Reply, ServerRequest } from "./http_server.ts";
import type { Recorder } from "./recorder.ts";
import { detailReply, Refusal, statusReply } from "./replies.ts";
import { adminRoutes } from "./rooms/admin.ts";
import { artifactLookupRoutes } from "./rooms/artifact_lookup.ts";
import { assembleRoutes } from "./rooms/assemble.ts";
import { authRoutes } from "./rooms/auth.ts";
import { chunkUploadRoutes } from "./rooms/chunk_upload.ts";
import { codeMappingRoutes } from "./rooms/code_mappings.ts";
import { deployRoutes } from "./rooms/deploys.ts";
import { eventRoutes } from "./rooms/events.ts";
import { ingestRoutes, isIngestPath } from "./rooms/ingest.ts";
import { issueRoutes } from "./rooms/issues.ts";
import { logRoutes } from "./rooms/logs.ts";
import { monitorRoutes } from "./rooms/monitors.ts";
import { organizationRoutes } from "./rooms/organizations.ts";
import { projectRoutes } from "./rooms/projects.ts";
import { releaseFileRoutes } from "./rooms/release_files.ts";
import { releaseRoutes } from "./rooms/releases.ts";
import { type ApiRequest, findRoute, type Match, type RoomRequest, type Route } from "./routes.ts";
import type { Store } from "./store/store.ts";
import type { TokenMaker } from "./tokens.ts";

export interface AppOptions {
  readonly store: Store;
  readonly clock: Clock;
  codecs(): Promise<Codecs>;
  readonly faults: Faults;
  readonly tokens: TokenMaker;
  readonly recorder: Recorder;
  /** A new id for an event that has none. */
  newId(): string;
  readonly baseUrl: string;
  readonly signal: AbortSignal;
  /** Is told of what should never happen. */
  readonly onBug: (error: unknown) => void;
}

const API_ROUTES: readonly Route<ApiRequest>[] = [
  ...authRoutes,
  ...organizationRoutes,
  ...projectRoutes,
  ...releaseRoutes,
  ...releaseFileRoutes,
  ...deployRoutes,
  ...issueRoutes,
  ...eventRoutes,
  ...artifactLookupRoutes,
  ...logRoutes,
  ...monitorRoutes,
  ...codeMappingRoutes,
  ...chunkUploadRoutes,
  ...assembleRoutes,
];

export function createApp(options: AppOptions): HttpApp {
  const { store, faults, recorder } = options;
  return {
    async handle(request) {
      if (isAdmin(request)) {
        return reply(await answerOrRefuse(options, () => askAdmin(options, request)));
      }
      const claim = await readClaim(store, request.head.headers);
      const fault = faults.take(request.head);
      recorder.start(request, { authorization: claim.recorded, fault: fault?.text ?? null });
      if (fault !== undefined && fault.delayMs > 0) {
        await options.clock.sleep(fault.delayMs, options.signal);
      }
      const real = () => answerOrRefuse(options, () => askApi(options, request, claim));
      return fault === undefined ? reply(await real()) : await act(fault.action, real);
    },
    malformed(error) {
      recorder.malformed(error);
      return refusal(error);
    },
    refuse: refusal,
    settled: (request, outcome) => recorder.end(request, outcome),
  };
}

function isAdmin({ head }: ServerRequest): boolean {
  return head.path.startsWith("/_local/");
}

function reply(answer: Reply): Outcome {
  return { kind: "reply", reply: answer };
}

/** Turns what a room throws into an answer. */
async function answerOrRefuse(
  { onBug }: AppOptions,
  ask: () => Promise<Reply>,
): Promise<Reply> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    if (error instanceof Http1Error) return refusal(error);
    onBug(error);
    return detailReply(500, "Internal Error");
  }
}

function refusal(error: Http1Error): Reply {
  return detailReply(error.status, error.message);
}

async function askApi(options: AppOptions, request: ServerRequest, claim: Claim): Promise<Reply> {
  if (isIngestPath(request.head.path)) return await askIngest(options, request);
  const match = findRoute(API_ROUTES, request.head);
  const token = requireScope(claim, match.route.scopes ?? []);
  return await match.route.handle({
    ...roomRequest(options, request, match),
    token,
    store: options.store,
    codecs: options.codecs,
    nowMs: options.clock.now(),
  });
}

async function askIngest(options: AppOptions, request: ServerRequest): Promise<Reply> {
  const match = findRoute(ingestRoutes, request.head);
  return await match.route.handle({
    ...roomRequest(options, request, match),
    store: options.store,
    nowMs: options.clock.now(),
    newId: options.newId,
  });
}

async function askAdmin(options: AppOptions, request: ServerRequest): Promise<Reply> {
  requireLocal(request.head.headers);
  const match = findRoute(adminRoutes, request.head);
  const { store, faults, tokens, codecs } = options;
  return await match.route.handle({
    ...roomRequest(options, request, match),
    store,
    codecs,
    faults,
    tokens,
    nowMs: options.clock.now(),
  });
}

function roomRequest<R>(
  { baseUrl }: AppOptions,
  request: ServerRequest,
  match: Match<R>,
): RoomRequest {
  const { method, path, query } = request.head;
  return {
    request,
    method,
    path,
    query: new URLSearchParams(query),
    baseUrl,
    param: match.param,
  };
}

/** Lets a fault act. */
async function act(action: FaultAction, real: () => Promise<Reply>): Promise<Outcome> {
  if (action.kind !== "answer") return { kind: action.kind };
  const answer = action.instead === undefined ? await real() : insteadReply(action.instead);
  return {
    kind: "reply",
    reply: action.half ? halve(answer) : answer,
    cutAfterBytes: action.truncateBytes,
    bytesPerSecond: action.bytesPerSecond,
    twice: action.twice,
  };
}

function insteadReply({ status, headers, contentType, body }: FaultAnswer): Reply {
  if (body === undefined) {
    const usual = statusReply(status);
    return { ...usual, headers: [...usual.headers, ...headers] };
  }
  const typed = headers.some(([name]) => name.toLowerCase() === "content-type");
  return {
    status,
    headers: typed ? headers : [["Content-Type", contentType], ...headers],
    body: utf8(body),
  };
}

/** The first half of a body, which is never whole JSON; one too short to halve becomes a stump. */
function halve(answer: Reply): Reply {
  const { body } = answer;
  const half = body instanceof Uint8Array && body.length > 3
    ? body.subarray(0, Math.floor(body.length / 2))
    : utf8('{"detail": ');
  const status = answer.status === 204 ? 200 : answer.status;
  return {
    status,
    headers: answer.headers.length > 0 ? answer.headers : [["Content-Type", "application/json"]],
    body: half,
  };
}
