/** `sourcemaps inject` and `upload` on a Windows drive: back-slashes, CRLF, drive letters. */
import { openUploadSink, type Uploaded } from "../../scripts/builds/upload_sink.ts";
import { assertEquals, assertStringIncludes } from "../support/assert.ts";
import { TOKEN } from "../support/program.ts";
import { type Place, windowsTest } from "./program.ts";

const M = '{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA"}';
const R = "x();\n//# sourceMappingURL=a.js.map\n";
/** The debug id of these two, whatever they are called (specification, I1). */
const ID = "656b9ed6-98ef-5d73-8efc-e2d663f4db1c";

/** The lines of a report that tell of a file, without the ids. */
function named(stdout: string): string[] {
  return stdout.split("\n").flatMap((line) => /^ {4}[0-9a-f-]{36} - (.*)$/.exec(line)?.[1] ?? []);
}

windowsTest("inject: a pair below a folder that is named with back-slashes", async (place) => {
  const { put, run, text } = place;
  await put("app\\build\\js\\a.js", R);
  await put("app\\build\\js\\a.js.map", M);
  const { code, stdout, stderr } = await run(["sourcemaps", "inject", ".\\build\\js"], {
    cwd: "app",
  });
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "> Searching .\\build\\js\n> Found 2 files\n");
  assertEquals(named(stdout), [".\\build\\js/a.js", ".\\build\\js/a.js.map"]);
  assertStringIncludes(await text("app\\build\\js\\a.js"), `//# debugId=${ID}\n`);
  const map = `{"version":3,"sources":["a.ts"],"names":[],"mappings":";;AAAA","debugId":"${ID}"}`;
  assertEquals(await text("app\\build\\js\\a.js.map"), map);
});

windowsTest("inject: the same through a drive letter", async ({ home, put, run, text }) => {
  await put("build\\a.js", R);
  await put("build\\a.js.map", M);
  const { code, stderr } = await run(["sourcemaps", "inject", `${home}\\build`]);
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(await text("build\\a.js"), ID);
  assertStringIncludes(await text("build\\a.js.map"), ID);
});

windowsTest("inject: a reference to a folder beside, over back-slashes", async (place) => {
  const { put, run, text } = place;
  await put("out\\js\\a.js", "x();\n//# sourceMappingURL=../maps/a.js.map\n");
  await put("out\\maps\\a.js.map", M);
  await put("out\\js\\b.js", "x();\n//# sourceMappingURL=b.js.map\n");
  await put("out\\maps\\b.js.map", M);
  const { code, stderr } = await run(["sourcemaps", "inject", "out\\js", "out\\maps"]);
  assertEquals([code, stderr], [0, ""]);
  for (const name of ["a", "b"]) {
    const [, id = "no id"] = /debugId=(\S+)/.exec(await text(`out\\js\\${name}.js`)) ?? [];
    assertStringIncludes(await text(`out\\maps\\${name}.js.map`), `"debugId":"${id}"`);
  }
});

windowsTest("inject: CRLF stays where the map is found, as everywhere", async (place) => {
  const { put, run, text } = place;
  await put("a.js", "x();\r\n//# sourceMappingURL=a.js.map\r\n");
  await put("a.js.map", M);
  await put("b.js", "a\r\nb\r\n//# sourceMappingURL=nope.js.map\r\nc\r\n");
  assertEquals((await run(["sourcemaps", "inject", "."])).code, 0);
  const script = await text("a.js");
  assertEquals(script.startsWith("\n!function"), true, script.slice(0, 20));
  assertStringIncludes(script, "\nx();\r\n//# sourceMappingURL=a.js.map\r\n\n//# debugId=");
  // Specification, I13.
  const id = "d90793e0-3f22-5aaf-a708-e19cd939f9bf";
  const other = await text("b.js");
  assertEquals(other.startsWith("a\nb\nc\n!function"), true);
  assertEquals(other.endsWith(`//# sourceMappingURL=nope.js.map\n//# debugId=${id}\n`), true);
});

windowsTest("inject: --ignore and an ignore file know paths with either slash", async (place) => {
  const { put, run } = place;
  for (const path of ["a.js", "sub\\b.js", "vendor\\deep\\c.js", "d.js"]) await put(path, "x();\n");
  await put("rules", "/vendor/deep\r\n");
  const words = ["sourcemaps", "inject", ".", "--ignore", "sub", "--ignore-file", "rules"];
  const { stdout } = await run([...words, "--dry-run"]);
  assertEquals(named(stdout), ["./a.js", "./d.js"]);
});

interface Sent {
  readonly stdout: string;
  readonly urls: readonly string[];
  readonly entries: readonly string[];
  readonly uploaded: Uploaded;
}

async function upload(place: Place, words: readonly string[], cwd = ""): Promise<Sent> {
  const sink = openUploadSink();
  try {
    const { code, stdout, stderr } = await place.run(["sourcemaps", "upload", ...words], {
      cwd,
      env: {
        SENTRY_URL: sink.url,
        SENTRY_AUTH_TOKEN: TOKEN,
        SENTRY_ORG: "o",
        SENTRY_PROJECT: "p",
      },
    });
    assertEquals([code, stderr], [0, ""]);
    const [uploaded] = sink.take();
    if (uploaded === undefined) throw new Error(`nothing was uploaded: ${stdout}`);
    const { files }: { files: Record<string, { url: string }> } = JSON.parse(uploaded.manifest);
    const urls = Object.values(files).map(({ url }) => url);
    return { stdout, urls, entries: Object.keys(files), uploaded };
  } finally {
    await sink.close();
  }
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function putSite({ put }: Place): Promise<void> {
  await put("app\\dist\\a.js", R);
  await put("app\\dist\\a.js.map", M);
  await put("app\\dist\\deep\\er\\b.js", "y();\n");
  await put("app\\a.ts", "the source\r\n");
}

const URLS = ["~/a.js", "~/a.js.map", "~/deep/er/b.js"];
const ENTRIES = ["files/_/_/a.js", "files/_/_/a.js.map", "files/_/_/deep/er/b.js"];

windowsTest("upload: URLs and bundle paths have forward slashes only", async (place) => {
  await putSite(place);
  for (const root of ["dist", ".\\dist", "dist\\", `${place.home}\\app\\dist`]) {
    const { urls, entries, stdout } = await upload(place, [root, "--release", "1"], "app");
    assertEquals([root, urls, entries], [root, URLS, ENTRIES]);
    assertStringIncludes(stdout, "    ~/deep/er/b.js (");
  }
});

windowsTest("upload: a pattern with back-slashes", async (place) => {
  await putSite(place);
  const { urls } = await upload(place, ["dist\\*.*", "--release", "1"], "app");
  assertEquals(urls, ["~/a.js", "~/a.js.map"]);
  const deep = await upload(place, ["dist\\**\\*.js", "--release", "1", "-u", "app:///"], "app");
  assertEquals(deep.urls, ["app:///a.js", "app:///b.js"]);
  assertEquals(deep.entries, ["files/app/_/a.js", "files/app/_/b.js"]);
});

windowsTest("upload: sources are read from the working folder and from a drive", async (place) => {
  await putSite(place);
  const mapped = async (sources: readonly string[], contents: readonly (string | null)[]) => {
    const mappings = sources.map((_, at) => at === 0 ? "AAAA" : "ACAA").join(",");
    const map = { version: 3, sources, names: [], mappings };
    await place.put("app\\dist\\a.js.map", JSON.stringify(map));
    const { uploaded } = await upload(place, ["dist", "--release", "1"], "app");
    const expected = JSON.stringify({
      version: 3,
      sources,
      ...(contents.some((each) => each !== null) ? { sourcesContent: contents } : {}),
      names: [],
      mappings,
    });
    assertEquals(uploaded.entries["files/_/_/a.js.map"], await sha256(expected), sources.join());
  };
  const drive = place.home.replaceAll("\\", "/");
  await mapped(["a.ts", "nope.ts"], ["the source\r\n", null]);
  await mapped([`file:///${drive}/app/a.ts`], ["the source\r\n"]);
  await mapped(["webpack:///a.ts"], [null]);
});

windowsTest("upload: --strip-prefix and the common prefix of drive paths", async (place) => {
  await putSite(place);
  const sources = async (given: readonly string[], words: readonly string[]) => {
    const map = { version: 3, sources: given, names: [], mappings: "AAAA,ACAA" };
    await place.put("app\\dist\\a.js.map", JSON.stringify(map));
    const { uploaded } = await upload(place, ["dist", "--release", "1", ...words], "app");
    return uploaded.entries["files/_/_/a.js.map"];
  };
  const stripped = await sha256(
    JSON.stringify({ version: 3, sources: ["a.ts", "b.ts"], names: [], mappings: "AAAA,ACAA" }),
  );
  const given = ["C:/w/src/a.ts", "C:/w/src/b.ts"];
  assertEquals(await sources(given, ["--strip-prefix", "C:/w/src"]), stripped);
  assertEquals(await sources(given, ["--strip-common-prefix"]), stripped);
});

windowsTest("upload: a bundle by its path", async (place) => {
  await place.put("b\\main.jsbundle", "x();\n");
  await place.put("b\\main.jsbundle.map", M.replace("}", `,"debugId":"${ID}"}`));
  const words = ["--bundle", "b\\main.jsbundle", "--bundle-sourcemap", ".\\b\\main.jsbundle.map"];
  const sink = openUploadSink();
  try {
    const env = { SENTRY_URL: sink.url, SENTRY_AUTH_TOKEN: TOKEN, SENTRY_ORG: "o" };
    const { code, stdout } = await place.run(["sourcemaps", "upload", "-p", "p", ...words], {
      env,
    });
    assertEquals(code, 0, stdout);
    const { files }: { files: Record<string, { url: string }> } = JSON.parse(
      sink.take()[0]?.manifest ?? "{}",
    );
    assertEquals(Object.values(files).map(({ url }) => url), [
      "~/main.jsbundle",
      "~/main.jsbundle.map",
    ]);
  } finally {
    await sink.close();
  }
});
