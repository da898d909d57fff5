/** Runs of `sourcemaps …` in this process, for the given → expected rows of the specification. */
import { unzipSync } from "fflate";
import { runApp } from "../../src/app.ts";
import { type FakeSystem, fakeSystem } from "../support/fake_system.ts";
import { uploadServer, type UploadServerOptions } from "../support/upload_server.ts";

/** Files by their path below the working folder. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

export interface GivenRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What is in the working folder afterwards. */
  text(path: string): string | undefined;
}

export interface UploadRun extends GivenRun {
  readonly requests: readonly string[];
  /** Bodies of the assemble calls. */
  readonly asked: readonly string[];
  /** The bundle's manifest, `undefined` when nothing was put together. */
  readonly manifest: Manifest | undefined;
  /** As it stands in the bundle. */
  readonly manifestText: string;
  /** Contents by entry path, without the manifest. */
  readonly entries: Readonly<Record<string, string>>;
}

export interface Manifest {
  readonly files: Readonly<Record<string, ManifestEntry>>;
  readonly release?: string;
  readonly project?: string;
}

interface ManifestEntry {
  readonly type: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const TOKEN = "a".repeat(64);

function systemWith(files: Files, more: Parameters<typeof fakeSystem>[0] = {}): FakeSystem {
  const system = fakeSystem({
    ...more,
    env: {
      SENTRY_URL: "http://127.0.0.1:9000",
      SENTRY_AUTH_TOKEN: TOKEN,
      SENTRY_ORG: "o",
      SENTRY_PROJECT: "p",
      SENTRY_DISABLE_UPDATE_CHECK: "1",
      ...more.env,
    },
  });
  for (const [path, content] of Object.entries(files)) system.fs.put(`/work/${path}`, content);
  return system;
}

async function start(system: FakeSystem, words: readonly string[]): Promise<GivenRun> {
  const code = await runApp(system, words);
  return { code, ...system.written, text: (path) => system.fs.text(`/work/${path}`) };
}

/** `sourcemaps inject`, once or several times over the same files. */
export async function inject(
  files: Files,
  words: readonly string[] = ["."],
  times = 1,
): Promise<GivenRun> {
  const system = systemWith(files);
  let run = await start(system, ["sourcemaps", "inject", ...words]);
  for (let count = 1; count < times; count++) {
    system.written.stdout = "";
    run = await start(system, ["sourcemaps", "inject", ...words]);
  }
  return run;
}

/** `sourcemaps …` against a server that takes everything. */
export async function upload(
  files: Files,
  words: readonly string[],
  { server: serverOptions = {}, links = {}, env = {} }: {
    readonly server?: UploadServerOptions;
    /** Links by path, to what they lead. */
    readonly links?: Readonly<Record<string, string>>;
    readonly env?: Record<string, string>;
  } = {},
): Promise<UploadRun> {
  const server = uploadServer(serverOptions);
  const system = systemWith(files, { fetch: server.fetch, env });
  for (const [path, target] of Object.entries(links)) system.fs.link(`/work/${path}`, target);
  const run = await start(system, words);
  const { assembled } = server;
  const unpacked = assembled === undefined ? {} : unzipSync(assembled);
  const decoder = new TextDecoder();
  const { "manifest.json": manifest, ...entries } = Object.fromEntries(
    Object.entries(unpacked).map(([path, content]) => [path, decoder.decode(content)]),
  );
  return {
    ...run,
    requests: server.requests,
    asked: server.asked,
    manifest: manifest === undefined ? undefined : JSON.parse(manifest),
    manifestText: manifest ?? "",
    entries,
  };
}

/** A row of the specification's table as a test. */
export function row(id: string, what: string, check: () => Promise<void>): void {
  Deno.test(`${id}: ${what}`, check);
}
