/**
 * `sourcemaps upload`, an event, `sourcemaps explain`: against the real local server, one reason after the
 * other why a frame shows original source or does not. The program runs in this process.
 */
import { runApp } from "../src/app.ts";
import { createConnect } from "../src/system/deno/connect.ts";
import { assert, assertEquals, assertStringIncludes } from "./support/assert.ts";
import { fakeSystem } from "./support/fake_system.ts";
import { startTestServer, type TestServer } from "./support/local_server.ts";

const ID = "11111111-2222-4333-8444-555555555555";
const OTHER = "99999999-2222-4333-8444-555555555555";
const SCRIPT = "function a(){throw 1}a();\n";
const MAP = {
  version: 3,
  sources: ["cart.ts"],
  sourcesContent: ["export function add() {\n  throw 1;\n}\n"],
  names: [],
  mappings: "AAAA,aACE",
};
const reference = (text = SCRIPT) => `${text}//# sourceMappingURL=a.js.map\n`;
const map = (more: object = {}) => JSON.stringify({ ...MAP, ...more });
const withId = (text: string, id = ID) => `${text}//# debugId=${id}\n`;

type Files = Readonly<Record<string, string>>;

const BOTH: Files = {
  "dist/a.js": withId(reference()),
  "dist/a.js.map": map({ debugId: ID }),
};
const BARE: Files = { "dist/a.js": reference(), "dist/a.js.map": map() };

const ADDRESS = "https://shop.example/a.js";
const FRAME = { abs_path: ADDRESS, function: "a", lineno: 1, colno: 14 };
const IDS = { debug_meta: { images: [{ type: "sourcemap", code_file: ADDRESS, debug_id: ID }] } };

interface Reason {
  readonly name: string;
  readonly files?: Files;
  /** Words of the upload; nothing is uploaded without. */
  readonly upload?: readonly string[];
  readonly event: Record<string, unknown>;
  readonly frame?: Record<string, unknown>;
  readonly code: number;
  /** In the last step of the frame, and of its hint. */
  readonly says: string;
  readonly hint?: string;
}

const RELEASE = ["--release", "1.0"];

const REASONS: readonly Reason[] = [
  {
    name: "found by debug id",
    files: BOTH,
    upload: [],
    event: IDS,
    code: 0,
    says: "The source text is in the map",
  },
  {
    name: "found by release and address",
    files: BARE,
    upload: RELEASE,
    event: { release: "1.0" },
    code: 0,
    says: "The source text is in the map",
  },
  {
    name: "found by release although the debug id is unknown",
    files: BARE,
    upload: RELEASE,
    event: { ...IDS, release: "1.0" },
    code: 0,
    says: "The source text is in the map",
  },
  {
    name: "nothing uploaded",
    event: IDS,
    code: 1,
    says: "Nothing with this id was uploaded",
    hint: "sourcemaps upload",
  },
  {
    name: "another build uploaded",
    files: { "dist/a.js": withId(reference(), OTHER), "dist/a.js.map": map({ debugId: OTHER }) },
    upload: [],
    event: IDS,
    code: 1,
    says: "Nothing with this id was uploaded",
  },
  {
    name: "the map left out of the upload",
    files: { "dist/a.js": withId(reference()) },
    upload: [],
    event: IDS,
    code: 1,
    says: "but no map with it",
    hint: "sourcemaps verify",
  },
  {
    name: "neither id nor release in the event",
    files: BOTH,
    upload: [],
    event: {},
    code: 1,
    says: "The event has no release either",
    hint: "sourcemaps inject",
  },
  {
    name: "another release",
    files: BARE,
    upload: RELEASE,
    event: { release: "2.0" },
    code: 1,
    says: "No script of release 2.0 has one of the addresses https://shop.example/a.js, ~/a.js",
    hint: "--url-prefix",
  },
  {
    name: "another prefix",
    files: BARE,
    upload: [...RELEASE, "--url-prefix", "~/static"],
    event: { release: "1.0" },
    code: 1,
    says: "No script of release 1.0 has one of the addresses",
    hint: "--url-prefix",
  },
  {
    name: "a dist in the event, none in the upload",
    files: BARE,
    upload: RELEASE,
    event: { release: "1.0", dist: "7" },
    code: 1,
    says: "No script of release 1.0, dist 7",
    hint: "without a dist",
  },
  {
    name: "no reference to a map",
    files: { ...BARE, "dist/a.js": SCRIPT },
    upload: [...RELEASE, "--no-sourcemap-reference"],
    event: { release: "1.0" },
    code: 1,
    says: "The script names no map",
  },
  {
    name: "the map not uploaded for the release",
    files: { "dist/a.js": reference() },
    upload: RELEASE,
    event: { release: "1.0" },
    code: 1,
    says: "Its map ~/a.js.map was not uploaded for the release",
  },
  {
    name: "a map that is none",
    files: { ...BOTH, "dist/a.js.map": map({ debugId: ID, mappings: "!" }) },
    upload: ["--no-rewrite"],
    event: IDS,
    code: 1,
    says: "The map cannot be read",
  },
  {
    name: "a broken map in the script",
    files: { "dist/a.js": `${SCRIPT}//# sourceMappingURL=data:application/json;base64,!!\n` },
    upload: RELEASE,
    event: { release: "1.0" },
    code: 1,
    says: "not valid base64",
  },
  {
    name: "a place that the map has not",
    files: BOTH,
    upload: [],
    event: IDS,
    frame: { ...FRAME, lineno: 9 },
    code: 1,
    says: "The map has nothing for line 9, column 14",
    hint: "do not belong together",
  },
  {
    name: "no source text",
    files: { ...BOTH, "dist/a.js.map": map({ debugId: ID, sourcesContent: undefined }) },
    upload: [],
    event: IDS,
    code: 0,
    says: "The map does not carry the source text",
    hint: "sourcesContent",
  },
  {
    name: "the source text of another version",
    files: { ...BOTH, "dist/a.js.map": map({ debugId: ID, sourcesContent: ["one line"] }) },
    upload: [],
    event: IDS,
    code: 0,
    says: "The source text in the map has no line 2",
  },
  {
    name: "a frame without a column",
    files: BOTH,
    upload: [],
    event: IDS,
    frame: { abs_path: ADDRESS, lineno: 1 },
    code: 1,
    says: "The frame has no column",
  },
  {
    name: "a frame of a development build",
    event: {},
    frame: { ...FRAME, abs_path: "webpack-internal:///./a.js" },
    code: 1,
    says: "webpack-internal:",
    hint: "devtool",
  },
  {
    name: "a frame of the runtime",
    event: {},
    frame: { ...FRAME, abs_path: "node:fs" },
    code: 0,
    says: "The frame is part of Node.js",
  },
];

async function run(server: TestServer, words: readonly string[], files: Files) {
  const system = fakeSystem({
    env: {
      SENTRY_URL: server.url,
      SENTRY_AUTH_TOKEN: server.token,
      SENTRY_ORG: "demo",
      SENTRY_PROJECT: "web",
    },
    files: Object.fromEntries(
      Object.entries(files).map(([path, text]) => [`/work/${path}`, text]),
    ),
  });
  const code = await runApp({ ...system, connect: createConnect(system) }, [
    "sourcemaps",
    ...words,
  ]);
  assertEquals(server.bugs, []);
  return { code, ...system.written };
}

interface Explained {
  readonly frames: readonly {
    readonly steps: readonly { readonly state: string; text: string; hint?: string }[];
    readonly resolved: { readonly source: string; readonly line: number } | null;
  }[];
}

for (const { name, files = {}, upload, event, frame = FRAME, code, says, hint } of REASONS) {
  Deno.test({
    name: `sourcemaps explain: ${name}`,
    // HTTP clients live as long as the program.
    sanitizeResources: false,
    sanitizeOps: false,
    async fn() {
      await using server = await startTestServer();
      if (upload !== undefined) {
        const uploaded = await run(server, ["upload", "dist", ...upload], files);
        assertEquals(uploaded.code, 0, uploaded.stderr);
      }
      const id = "0123456789abcdef0123456789abcdef";
      const json = JSON.stringify({
        event_id: id,
        platform: "javascript",
        exception: { values: [{ type: "E", value: "m", stacktrace: { frames: [frame] } }] },
        ...event,
      });
      const { username: key, pathname } = new URL(server.dsns["web"] ?? "");
      const sent = await fetch(`${server.url}/api${pathname}/store/?sentry_key=${key}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: json,
      });
      assertEquals(sent.status, 200, await sent.text());
      // By its file and by its id, which the server gives as it shows it.
      for (const which of ["event.json", id]) {
        const words = ["explain", "--event", which];
        const explained = await run(server, [...words, "--format", "json"], { "event.json": json });
        assertEquals(explained.code, code, explained.stdout + explained.stderr);
        const { frames }: Explained = JSON.parse(explained.stdout);
        assertEquals(frames.length, 1);
        const last = frames[0]?.steps.at(-1);
        assertStringIncludes(last?.text ?? "", says, which);
        if (hint !== undefined) assertStringIncludes(last?.hint ?? "", hint);
        assertEquals(last?.state === "problem" && frames[0]?.resolved === null, code === 1);
        if (says.startsWith("The source text is")) {
          assertEquals(frames[0]?.resolved?.source, "cart.ts");
          assertEquals(frames[0]?.resolved?.line, 2);
        }
        const text = await run(server, words, { "event.json": json });
        assertEquals(text.code, code);
        assertStringIncludes(text.stdout, says);
        assert(text.stdout.endsWith(" of 1 frame resolved.\n"), text.stdout);
      }
    },
  });
}
