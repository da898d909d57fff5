/**
 * `files` and `releases files` as real programs against the local server, in each way of uploading. What
 * ours does is held against 2.58.6 where `SENTRY_REFERENCE_2_BIN` names it and the test may start it.
 */
import { hex } from "../../src/api/form_data.ts";
import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import { startTestServer, type TestServer } from "../support/local_server.ts";
import { programCommand, programEnv, scratch, serverEnv } from "../support/program.ts";
import { findBinary } from "../support/reference_binary.ts";

const reference = await findBinary("SENTRY_REFERENCE_2_BIN");
if ("reason" in reference) console.log(`old_spellings_test.ts: ours alone, ${reference.reason}`);
const PROGRAMS: readonly (readonly [name: string, command: readonly [string, ...string[]]])[] = [
  ["ours", programCommand()],
  ...("path" in reference ? [["2.58.6", [reference.path]] as const] : []),
];

const SCRIPT = "x();\n//# sourceMappingURL=a.js.map\n";
const MAP =
  '{"version":3,"sources":["a.ts"],"sourcesContent":["y()"],"names":[],"mappings":"AAAA"}';

interface Place {
  readonly server: TestServer;
  /** Runs the program below the folder that has `dist`; throws for another exit code. */
  run(words: string, exitCode?: number): Promise<string>;
  /** The single files of release 1.0, as the server has them. */
  files(): Promise<readonly unknown[]>;
  /** Method and path of each request since the last question; queries and ids are left out. */
  requests(): string[];
}

async function withPlace(
  [program, ...first]: readonly [string, ...string[]],
  task: (place: Place) => Promise<void>,
  env: Record<string, string> = { SENTRY_PROJECT: "web" },
): Promise<void> {
  await using server = await startTestServer();
  await using home = await scratch();
  await Deno.mkdir(`${home.path}/dist/sub`, { recursive: true });
  await Deno.writeTextFile(`${home.path}/dist/a.js`, SCRIPT);
  await Deno.writeTextFile(`${home.path}/dist/a.js.map`, MAP);
  await Deno.writeTextFile(`${home.path}/dist/sub/n.txt`, "hello\n");
  let seen = 0;
  await task({
    server,
    async run(words, exitCode = 0) {
      const { code, stdout, stderr } = await new Deno.Command(program, {
        args: [...first, ...words.split(" ")],
        cwd: home.path,
        clearEnv: true,
        env: programEnv(home.path, {
          ...serverEnv(server),
          ...env,
        }),
      }).output();
      const [out, said] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
      assertEquals(code, exitCode, `${words}\n${out}${said}`);
      return `${out}${exitCode === 0 ? "" : said}`;
    },
    async files() {
      const answer = await server.fetch("/api/0/projects/demo/web/releases/1.0/files/");
      const list: Record<string, unknown>[] = await answer.json();
      seen = server.requests().at(-1)?.id ?? seen;
      return list.map(({ name, dist, headers, size, sha1 }) => ({
        name,
        dist,
        headers,
        size,
        sha1,
      }))
        .sort((a, b) => String(a.name) < String(b.name) ? -1 : 1);
    },
    requests() {
      const all = server.requests(seen);
      seen = all.at(-1)?.id ?? seen;
      return all.map(({ method, path }) =>
        `${method} ${path.replace(/\?.*/, "").replace("/api/0/", "")}`
      );
    },
  });
  assertEquals(server.bugs, []);
}

const FILES = "projects/demo/web/releases/1.0/files/";
const CHUNKS = "organizations/demo/chunk-upload/";
/** Without `accept`; the fault rules below say how old the server is. */
const OPTIONS = {
  url: "/api/0/organizations/demo/chunk-upload/",
  chunkSize: 1024,
  chunksPerRequest: 64,
  maxRequestSize: 1024 * 1024,
  concurrency: 2,
  hashAlgorithm: "sha1",
};
const accepting = (...accept: string[]) =>
  `GET /api/0/organizations/demo/chunk-upload/: status=200 json='${
    JSON.stringify({ ...OPTIONS, accept })
  }'`;
const stored = (name: string, content: string, headers = {}, dist: string | null = null) => ({
  name,
  dist,
  headers,
  size: content.length,
  sha1: SHA1[content],
});
const SHA1: Readonly<Record<string, string>> = Object.fromEntries(
  await Promise.all([SCRIPT, MAP, "hello\n"].map(async (text) => {
    const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(text));
    return [text, hex(new Uint8Array(digest))] as const;
  })),
);

for (const [name, command] of PROGRAMS) {
  Deno.test(`${name}: files upload, list and delete one file`, () =>
    withPlace(command, async ({ run, files, requests }) => {
      await run("releases new 1.0");
      requests();
      const added = await run("files upload -r 1.0 dist/a.js ~/a.js -d d1 -H Sourcemap:a.js.map");
      assertEquals(added, `A ${SHA1[SCRIPT]}  (${SCRIPT.length} bytes)\n`);
      assertEquals(requests(), [`GET ${CHUNKS}`, `POST ${FILES}`]);
      assertEquals(await files(), [
        stored("~/a.js", SCRIPT, { Sourcemap: "a.js.map" }, "d1"),
      ]);
      assertMatch(
        await run("releases files 1.0 list"),
        /\n\| ~\/a\.js \| d1 {11}\| a\.js\.map {3}\| 35B {2}\|\n/,
      );
      const again = await run("files upload -r 1.0 dist/a.js ~/a.js -d d1", 1);
      assertMatch(again, /File already present!/);
      assertEquals(await run("files delete -r 1.0 ~/a.js"), "D ~/a.js\n");
      assertEquals(await files(), []);
    }));

  Deno.test(`${name}: files upload of a directory to a server of today`, () =>
    withPlace(command, async ({ run, files, requests }) => {
      await run("releases new 1.0");
      requests();
      const said = await run("releases files 1.0 upload dist --wait");
      assertMatch(said, /> Bundled 3 files for upload\n[^]*> Upload type: artifact bundle\n/);
      const assemble = "POST organizations/demo/artifactbundle/assemble/";
      assertEquals(requests(), [`GET ${CHUNKS}`, assemble, `POST ${CHUNKS}`, assemble]);
      assertEquals(await files(), []);
      assertEquals(await run("files delete -r 1.0 -A"), "All files deleted.\n");
    }));

  Deno.test(`${name}: upload-sourcemaps to servers of each age`, () =>
    withPlace(command, async ({ server, run, files, requests }) => {
      const upload = "releases files 1.0 upload-sourcemaps dist --wait";
      server.addFault(accepting("release_files", "artifact_bundles"));
      assertMatch(await run(upload), /Upload type: artifact bundle/);
      const assemble = "POST organizations/demo/artifactbundle/assemble/";
      assertEquals(requests(), [`GET ${CHUNKS}`, `POST ${CHUNKS}`, assemble]);

      server.clearFaults();
      server.addFault(accepting("release_files"));
      assertMatch(await run(`${upload} -d d1`), /Upload type: release bundle/);
      const release = "POST projects/demo/web/releases/";
      assertEquals(requests(), [
        `GET ${CHUNKS}`,
        release,
        release,
        `POST ${CHUNKS}`,
        "POST organizations/demo/releases/1.0/assemble/",
      ]);

      server.clearFaults();
      server.addFault("GET /api/0/organizations/demo/chunk-upload/: status=404");
      for (const round of ["new", "in the place of the old ones"]) {
        assertMatch(await run(upload), /Upload type: single file\/legacy upload/, round);
        assertEquals(await files(), [
          stored("~/a.js", SCRIPT, { Sourcemap: "a.js.map" }),
          stored("~/a.js.map", MAP),
        ]);
      }
      assert(server.requests().filter(({ method }) => method === "DELETE").length === 2);
    }));

  Deno.test(`${name}: files of the organization, where no project is named`, () =>
    withPlace(command, async ({ server, run, files }) => {
      await run("releases new 1.0 -p web");
      const url = `${server.url}/api/0/organizations/demo/releases/1.0/files/`;
      const form = new FormData();
      form.append("file", new Blob(["hello\n"]), "n.txt");
      const answer = await fetch(url, {
        method: "POST",
        body: form,
        headers: { authorization: `Bearer ${server.token}` },
      });
      assertEquals([answer.status, await answer.text() !== ""], [201, true]);
      assertEquals(await files(), [stored("n.txt", "hello\n")]);
      assertMatch(await run("files list -r 1.0"), /\n\| n\.txt /);
      assertEquals(await run("files delete -r 1.0 n.txt"), "D n.txt\n");
      assertEquals(await files(), []);
    }, {}));
}
