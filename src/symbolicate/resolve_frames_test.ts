import { assert, assertEquals } from "../../tests/support/assert.ts";
import { seeded } from "../../tests/support/random.ts";
import { applyVerdicts } from "./apply.ts";
import { artifactUrls, joinReference } from "./artifact_urls.ts";
import type { Artifact, ArtifactSource, FrameVerdict } from "./model.ts";
import { readEvent } from "./read_event.ts";
import { resolveFrames } from "./resolve_frames.ts";

const ID = "11111111-2222-4333-8444-555555555555";
const SOURCE = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight";
// (0,0) -> a.ts 1:0, (0,10) -> a.ts 5:4
const MAP = JSON.stringify({
  version: 3,
  sources: ["src/a.ts"],
  sourcesContent: [SOURCE],
  names: [],
  mappings: "AACA,UAIA",
});

interface Stored {
  readonly url: string;
  readonly kind: "minified_source" | "source_map";
  readonly content: string;
  readonly debugId?: string;
  readonly headers?: Record<string, string>;
  readonly release?: string;
  readonly dist?: string;
}

/** Uploaded files in memory; counts how often a content is asked for. */
function uploads(stored: readonly Stored[]): ArtifactSource & { reads: number } {
  const artifact = (each: Stored): Artifact => ({
    url: each.url,
    debugId: each.debugId,
    headers: each.headers ?? {},
    content() {
      source.reads++;
      return Promise.resolve(new TextEncoder().encode(each.content));
    },
  });
  const source = {
    reads: 0,
    byDebugId(debugId: string, kind: string) {
      const found = stored.find((each) => each.debugId === debugId && each.kind === kind);
      return Promise.resolve(found && artifact(found));
    },
    byUrl(urls: readonly string[], scope: { release: string; dist: string | undefined }) {
      for (const url of urls) {
        const found = stored.find((each) =>
          each.url === url && each.release === scope.release && each.dist === scope.dist
        );
        if (found) return Promise.resolve(artifact(found));
      }
      return Promise.resolve(undefined);
    },
  };
  return source;
}

const FRAME = { abs_path: "https://h/js/a.js", function: "e", lineno: 1, colno: 12 };

function event(more: Record<string, unknown> = {}, frames: readonly unknown[] = [FRAME]) {
  return {
    platform: "javascript",
    exception: { values: [{ type: "Error", stacktrace: { frames } }] },
    ...more,
  };
}

const WITH_ID = {
  debug_meta: { images: [{ type: "sourcemap", code_file: "https://h/js/a.js", debug_id: ID }] },
};

async function verdictOf(
  json: Record<string, unknown>,
  stored: readonly Stored[],
): Promise<FrameVerdict> {
  const { scope, frames } = readEvent(json);
  const verdicts = await resolveFrames(frames.map(({ frame }) => frame), scope, uploads(stored));
  const [verdict] = verdicts;
  assert(verdict !== undefined);
  return verdict;
}

/** The last thing it says, and whether it came through. */
function end({ steps, resolved }: FrameVerdict): string {
  const last = steps.at(-1);
  return `${resolved === undefined ? "no" : "yes"}: ${last?.state}: ${last?.text}`;
}

const BY_ID: readonly Stored[] = [
  { url: "~/js/a.js", kind: "minified_source", content: "x", debugId: ID },
  { url: "~/js/a.js.map", kind: "source_map", content: MAP, debugId: ID },
];

Deno.test("resolveFrames() finds the map by debug id and shows the lines around", async () => {
  const { resolved, steps } = await verdictOf(event(WITH_ID), BY_ID);
  assertEquals(resolved, {
    source: "src/a.ts",
    line: 6,
    column: 1,
    name: undefined,
    context: {
      before: ["one", "two", "three", "four", "five"],
      line: "six",
      after: ["seven", "eight"],
    },
  });
  assertEquals(steps.map(({ state }) => state), ["ok", "ok", "ok", "ok"]);
});

const RELEASED = { release: "1.0", dist: "7" };
const BY_URL: readonly Stored[] = [
  {
    ...RELEASED,
    url: "~/js/a.js",
    kind: "minified_source",
    content: "x",
    headers: { sourcemap: "maps/a.js.map?x=1" },
  },
  { ...RELEASED, url: "~/js/maps/a.js.map", kind: "source_map", content: MAP },
];

Deno.test("resolveFrames() finds script and map by release, dist and address", async () => {
  assertEquals((await verdictOf(event(RELEASED), BY_URL)).resolved?.line, 6);
  const asked = event(RELEASED, [{ ...FRAME, abs_path: "https://other/js/a.js?v=1#x" }]);
  assertEquals((await verdictOf(asked, BY_URL)).resolved?.line, 6);
});

Deno.test("resolveFrames() takes the last comment where there is no header", async () => {
  const content = "x\n//# sourceMappingURL=no.map\n//@ sourceMappingURL=maps/a.js.map\n";
  const stored = BY_URL.map((each) => ({
    ...each,
    headers: {},
    content: each.content === "x" ? content : MAP,
  }));
  assertEquals((await verdictOf(event(RELEASED), stored)).resolved?.line, 6);
});

Deno.test("resolveFrames() looks by release and address where the debug id leads nowhere", async () => {
  const found = await verdictOf(event({ ...WITH_ID, ...RELEASED }), BY_URL);
  assert(found.resolved !== undefined);
  assertEquals(found.steps.map(({ state }) => state).slice(0, 3), ["ok", "note", "ok"]);
  const neither = await verdictOf(event({ ...WITH_ID, release: "2.0" }), BY_URL);
  assertEquals(end(neither), "no: problem: Nothing with this id was uploaded");
  assert(neither.steps[1]?.text.startsWith("No script of release 2.0 has"));
});

Deno.test("resolveFrames() says that the upload has no dist where the event has one", async () => {
  const stored = BY_URL.map(({ dist: _, ...each }) => each);
  const { steps } = await verdictOf(event({ release: "1.0", dist: "8" }), stored);
  assert(steps.at(-1)?.hint?.startsWith("It was uploaded without a dist"));
});

Deno.test("resolveFrames() reads a map that the script carries", async () => {
  const content = `x\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,${btoa(MAP)}`;
  const script = { ...RELEASED, url: "~/js/a.js", kind: "minified_source", content } as const;
  assertEquals((await verdictOf(event(RELEASED), [script])).resolved?.line, 6);
  const broken = { ...script, content: "x\n//# sourceMappingURL=data:application/json;base64,!!" };
  assertEquals(
    end(await verdictOf(event(RELEASED), [broken])),
    "no: problem: The map in the script's comment is not valid base64",
  );
});

const ENDS: readonly (readonly [Record<string, unknown>, readonly Stored[], string])[] = [
  [event(WITH_ID), [], "no: problem: Nothing with this id was uploaded"],
  [
    event(WITH_ID),
    BY_ID.slice(0, 1),
    "no: problem: The script was uploaded with this id (~/js/a.js), but no map with it",
  ],
  [event(), BY_ID, "no: problem: The event has no release either, so there is nothing to look by"],
  [
    event({ release: "1.0" }),
    BY_URL,
    "no: problem: No script of release 1.0 has one of the addresses https://h/js/a.js, ~/js/a.js",
  ],
  [
    event({ release: "1.0", dist: "8" }),
    BY_URL,
    "no: problem: No script of release 1.0, dist 8 has one of the addresses https://h/js/a.js, " +
    "~/js/a.js",
  ],
  [
    event(RELEASED),
    BY_URL.slice(0, 1),
    "no: problem: Its map ~/js/maps/a.js.map?x=1 was not uploaded for the release",
  ],
  [
    event(RELEASED),
    BY_URL.map((each) => ({ ...each, headers: {} })),
    "no: problem: The script names no map, neither in a header nor in a comment",
  ],
  [
    event(WITH_ID, [{ ...FRAME, lineno: 2 }]),
    BY_ID,
    "no: problem: The map has nothing for line 2, column 12",
  ],
  [event(WITH_ID, [{ ...FRAME, colno: null }]), BY_ID, "no: problem: The frame has no column"],
  [event(WITH_ID, [{ ...FRAME, lineno: 0 }]), BY_ID, "no: problem: The frame has no line"],
  [
    event({}, [{ ...FRAME, abs_path: "<anonymous>" }]),
    [],
    "no: note: The frame belongs to no file",
  ],
  [event({}, [{ function: "e" }]), [], "no: note: The frame belongs to no file"],
  [event({}, [{ abs_path: "node:fs" }]), [], "no: note: The frame is part of Node.js"],
  [
    event({}, [{ abs_path: "webpack-internal:///./a.js" }]),
    [],
    "no: problem: The frame is of a development build that webpack evaluates (webpack-internal:)",
  ],
];
for (const [json, stored, expected] of ENDS) {
  Deno.test(`resolveFrames() says ${expected.slice(0, 90)}`, async () => {
    const verdict = await verdictOf(json, stored);
    assertEquals(end(verdict), expected);
  });
}

Deno.test("resolveFrames() says that a map is broken", async () => {
  const broken = BY_ID.map((each) => ({ ...each, content: "{" }));
  assert(end(await verdictOf(event(WITH_ID), broken)).startsWith("no: problem: The map cannot be"));
});

Deno.test("resolveFrames() resolves without source text and says so", async () => {
  const bare = JSON.stringify({ ...JSON.parse(MAP), sourcesContent: undefined });
  const short = JSON.stringify({ ...JSON.parse(MAP), sourcesContent: ["one"] });
  const verdict = (content: string) =>
    verdictOf(event(WITH_ID), BY_ID.map((each) => ({ ...each, content })));
  const withoutText = await verdict(bare);
  assertEquals([withoutText.resolved?.line, withoutText.resolved?.context], [6, undefined]);
  assert(end(withoutText).startsWith("yes: note: The map does not carry the source text"));
  assertEquals(end(await verdict(short)), "yes: problem: The source text in the map has no line 6");
});

Deno.test("resolveFrames() reads a map once for all frames of a script", async () => {
  const { scope, frames } = readEvent(event(WITH_ID, [FRAME, FRAME, FRAME]));
  const source = uploads(BY_ID);
  await resolveFrames(frames.map(({ frame }) => frame), scope, source);
  assertEquals(source.reads, 1);
});

Deno.test("readEvent() reads events of SDKs and of the API, threads, and frames of one platform", () => {
  const frames = [FRAME, { ...FRAME, platform: "python" }];
  const sdk = readEvent(event({ ...WITH_ID, threads: { values: [{ stacktrace: { frames } }] } }));
  assertEquals([sdk.frames.length, sdk.scope.debugIds.get("https://h/js/a.js")], [2, ID]);
  const api = readEvent({
    platform: "javascript",
    release: { version: "1.0" },
    dist: null,
    entries: [
      {
        type: "exception",
        data: {
          values: [{
            stacktrace: { frames: [{ absPath: "https://h/a.js", lineNo: 3, colNo: 4 }] },
          }],
        },
      },
      {
        type: "debugmeta",
        data: { images: [{ type: "sourcemap", code_file: "https://h/a.js", debug_id: ID }] },
      },
    ],
  });
  assertEquals(api.scope, {
    release: "1.0",
    dist: undefined,
    debugIds: new Map([["https://h/a.js", ID]]),
  });
  assertEquals(api.frames.map(({ frame }) => frame), [
    { absPath: "https://h/a.js", function: undefined, line: 3, column: 4 },
  ]);
});

Deno.test("readEvent() takes anything for an event without frames", () => {
  const random = seeded(3);
  const odd = [null, 5, "x", [], {}, [null], { values: 5 }, { values: [5, { stacktrace: [] }] }];
  for (let round = 0; round < 300; round++) {
    const value = () => odd[Math.floor(random() * odd.length)];
    const { frames } = readEvent({
      platform: "javascript",
      exception: value(),
      threads: value(),
      stacktrace: value(),
      debug_meta: value(),
      entries: value(),
      release: value(),
    });
    assertEquals(frames, []);
  }
});

Deno.test("applyVerdicts() puts the original place into the event and keeps the minified one", async () => {
  const json = event(WITH_ID);
  const { scope, frames } = readEvent(json);
  const verdicts = await resolveFrames(frames.map((each) => each.frame), scope, uploads(BY_ID));
  applyVerdicts(frames, verdicts);
  const frame: Record<string, unknown> | undefined = frames[0]?.json;
  assertEquals(
    [frame?.["filename"], frame?.["lineno"], frame?.["context_line"], frame?.["function"]],
    ["src/a.ts", 6, "six", "e"],
  );
  const data = frame?.["data"];
  assert(JSON.stringify(data).includes('"minified":{"abs_path":"https://h/js/a.js"'));
});

Deno.test("artifactUrls() gives the exact address first, then shorter ones", () => {
  assertEquals(artifactUrls("https://h:8/x/a.js?v=1#f"), [
    "https://h:8/x/a.js?v=1",
    "https://h:8/x/a.js",
    "~/x/a.js?v=1",
    "~/x/a.js",
  ]);
  assertEquals(artifactUrls("/x/a.js"), ["/x/a.js", "~/x/a.js"]);
  assertEquals(artifactUrls("app:///a.js"), ["app:///a.js", "~/a.js"]);
  assertEquals(artifactUrls("~/a.js"), ["~/a.js"]);
});

const JOINED: readonly (readonly [string, string, string | undefined])[] = [
  ["~/x/a.js", "a.js.map", "~/x/a.js.map"],
  ["~/x/a.js", "../m/a.map", "~/m/a.map"],
  ["~/x/a.js", "/m/a.map", "~/m/a.map"],
  ["/x/a.js", "a.map", "/x/a.map"],
  ["https://h/x/a.js?v=1", "a.map", "https://h/x/a.map"],
  ["app:///a.js", "a.map", "app:///a.map"],
  ["~/a.js", "https://h/a.map", "https://h/a.map"],
  ["a.js", "a.map", undefined],
];
for (const [script, reference, expected] of JOINED) {
  Deno.test(`joinReference() makes ${expected} of ${reference} in ${script}`, () => {
    assertEquals(joinReference(script, reference), expected);
  });
}
