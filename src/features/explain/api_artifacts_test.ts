/** `sourcemaps explain` against whole bundles, as Sentry itself gives them. */
import { assert, assertEquals, assertRejects } from "../../../tests/support/assert.ts";
import { memoryFiles } from "../../../tests/support/memory_files.ts";
import { createApi } from "../../api/client.ts";
import { InputError } from "../../base/errors.ts";
import type { ArtifactType } from "../../formats/artifact_bundle/manifest.ts";
import { loadCodecs } from "../../system/deno/codecs.ts";
import type { HttpRequest } from "../../system/mod.ts";
import { ArtifactBundleWriter, type BundledFile } from "../../upload/artifact_bundle.ts";
import { packContent } from "../../upload/pack_files.ts";
import { apiArtifacts } from "./api_artifacts.ts";

const ID = "11111111-2222-4333-8444-555555555555";
const codecs = await loadCodecs();

async function bundle(): Promise<Uint8Array> {
  const fs = memoryFiles();
  fs.putDirectory("/t");
  const writer = await ArtifactBundleWriter.create("/t/b", { fs, codecs, chunkSize: 1 << 20 });
  const files: BundledFile[] = [];
  const add = async (url: string, type: ArtifactType, text: string) => {
    const content = new TextEncoder().encode(text);
    files.push(await writer.add({ url, type, ...packContent(content, codecs) }));
  };
  await add("~/a.js", "minified_source", "script");
  await add("~/a.js.map", "source_map", "{}");
  const { object } = await writer.finish(
    files,
    (
      { type },
    ) => [["debug-id", ID], ...(type === "source_map" ? [] : [["Sourcemap", "m"] as const])],
    { projects: [] },
  );
  object.source.close();
  return await fs.read("/t/b");
}

/** A server with one bundle; notes what it was asked. */
function server(bytes: Uint8Array) {
  const asked: string[] = [];
  const found = [{
    id: "artifact_bundle/1",
    type: "bundle",
    url: "http://s/dl",
    resolved_with: "x",
  }];
  const api = createApi({
    server: { url: "http://s", credentials: {} },
    log: { debug() {} },
    fetch(request: HttpRequest) {
      asked.push(request.url.replace("http://s/", ""));
      return Promise.resolve(
        request.url.endsWith("/dl")
          ? new Response(new Uint8Array(bytes))
          : Response.json(request.url.includes("nothing") ? [] : found),
      );
    },
  });
  const project = { org: "o", project: "p" };
  return { asked, source: apiArtifacts({ api, project, codecs: () => Promise.resolve(codecs) }) };
}

Deno.test("apiArtifacts() finds files of a bundle by debug id and kind, downloading it once", async () => {
  const { asked, source } = server(await bundle());
  const map = await source.byDebugId(ID, "source_map");
  const script = await source.byDebugId(ID, "minified_source");
  assertEquals([map?.url, script?.url, script?.headers["sourcemap"]], [
    "~/a.js.map",
    "~/a.js",
    "m",
  ]);
  assert(map !== undefined && script !== undefined);
  assertEquals(new TextDecoder().decode(await script.content()), "script");
  assertEquals(await source.byDebugId("nothing", "source_map"), undefined);
  assertEquals(asked, [
    `api/0/projects/o/p/artifact-lookup/?debug_id=${ID}`,
    "dl",
    "api/0/projects/o/p/artifact-lookup/?debug_id=nothing",
  ]);
});

Deno.test("apiArtifacts() tries addresses in their order and does not take another file", async () => {
  const { asked, source } = server(await bundle());
  const scope = { release: "1.0+7", dist: undefined };
  const found = await source.byUrl(["https://h/a.js", "~/a.js"], scope);
  assertEquals(found?.url, "~/a.js");
  assertEquals(asked.filter((each) => each !== "dl").map((each) => each.split("?")[1]), [
    "url=https://h/a.js&release=1.0%2B7",
    "url=~/a.js&release=1.0%2B7",
  ]);
  assertEquals(await source.byUrl(["~/b.js"], scope), undefined);
});

Deno.test("apiArtifacts() says that a bundle is broken", async () => {
  const whole = await bundle();
  for (const bytes of [whole.subarray(0, 40), new Uint8Array(0), whole.subarray(8)]) {
    const { source } = server(bytes);
    await assertRejects(() => source.byDebugId(ID, "source_map"), InputError);
  }
});
