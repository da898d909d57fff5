/** `sourcemaps` over trees that only a real file system can hold: links, pipes, devices, odd names. */
import { assert, assertEquals, assertStringIncludes } from "../support/assert.ts";
import { programCommand, programEnv, scratch } from "../support/program.ts";
import { startTestServer } from "../support/local_server.ts";

const isWindows = Deno.build.os === "windows";
const MAP = '{"version":3,"sources":["a.ts"],"sourcesContent":["a"],"names":[],"mappings":"AAAA"}';

/** What makes a tree, in the words of a shell, and what is said of it. */
interface Tree {
  readonly name: string;
  readonly make: string;
  /** In the output of `inject` and of `verify`. */
  readonly says: readonly string[];
  /** Exit codes; good.js with its map is always injected. */
  readonly inject: number;
  readonly strict?: number;
  /** `upload` goes as the reference does: what cannot be searched ends it before anything is sent. */
  readonly upload: number;
}

const TREES: readonly Tree[] = [
  {
    name: "a link to nothing",
    make: "ln -s nope dangling.js",
    says: ["./dangling.js: IO error for operation on ./dangling.js: No such file or directory"],
    inject: 1,
    upload: 1,
  },
  {
    name: "a link to a folder above",
    make: "mkdir d; ln -s .. d/up",
    says: ["File system loop found: ./d/up points to an ancestor ."],
    inject: 1,
    upload: 1,
  },
  {
    name: "links in a circle",
    make: "ln -s two.js one.js; ln -s one.js two.js",
    says: ["./one.js: IO error", "./two.js: IO error"],
    inject: 1,
    upload: 1,
  },
  {
    name: "a pipe",
    make: "mkfifo pipe.js; mkfifo pipe.js.map",
    says: ["./pipe.js"],
    inject: 0,
    strict: 1,
    upload: 0,
  },
  {
    name: "a link to a device without end",
    make: "ln -s /dev/zero zero.js",
    says: ["./zero.js"],
    inject: 0,
    strict: 1,
    upload: 0,
  },
  {
    name: "folders with the names of files",
    make: "mkdir x.js good2.js.map; cp good.js.map x.js/y.js.map; echo y > x.js/y.js",
    says: [],
    inject: 0,
    strict: 0,
    upload: 0,
  },
  {
    name: "bytes that are no text",
    make: "printf '\\377\\376a\\000' > wide.js",
    says: ["./wide.js"],
    inject: 1,
    upload: 0,
  },
  {
    name: "a broken map",
    make:
      "echo y > b.js; echo '//# sourceMappingURL=b.js.map' >> b.js; echo '{\"version\":3,' > b.js.map",
    says: ["b.js", "bad json: EOF while parsing"],
    inject: 1,
    upload: 0,
  },
  {
    name: "a map with wrong lengths",
    make: "echo y > b.js; echo '//# sourceMappingURL=b.js.map' >> b.js; " +
      "sed 's/AAAA/gggggggggggggggggC/' good.js.map > b.js.map",
    says: ["b.js", "vlq decode caused an overflow"],
    inject: 1,
    upload: 1,
  },
  {
    name: "names with every odd letter",
    make: [
      `'new\nline'`,
      `"quo'te"`,
      `'per%41cent'`,
      "'ha#sh'",
      "'que?ry'",
      "-dash",
      "CON",
      "NUL",
      "'back\\slash'",
      "'sp ace'",
      "'$(touch pwned)'",
      "é",
      "'\u202eright'",
      "l".repeat(200),
    ].map((name) => `cp good.js.map ./${name}.js.map; echo y > ./${name}.js`).join("; "),
    says: [],
    inject: 0,
    strict: 0,
    upload: 0,
  },
];

async function program(
  words: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
) {
  const [path, ...first] = programCommand();
  const { code, stdout, stderr } = await new Deno.Command(path, {
    args: [...first, ...words],
    cwd,
    clearEnv: true,
    env: programEnv(cwd, env),
    stdin: "null",
    // Whoever waits for a pipe or a device is ended.
    signal: AbortSignal.timeout(60_000),
  }).output();
  const decoder = new TextDecoder();
  const [out, err] = [decoder.decode(stdout), decoder.decode(stderr)];
  assert(!/internal error|NotCapable|Uncaught|\n {4}at /.test(err), err);
  return { code, out, err, said: out + err };
}

async function shell(script: string, cwd: string): Promise<void> {
  const { code, stderr } = await new Deno.Command("sh", { args: ["-c", script], cwd }).output();
  assertEquals([code, new TextDecoder().decode(stderr)], [0, ""], script);
}

async function prepare(cwd: string, make: string): Promise<void> {
  await Deno.writeTextFile(`${cwd}/good.js`, "x();\n//# sourceMappingURL=good.js.map\n");
  await Deno.writeTextFile(`${cwd}/good.js.map`, MAP);
  await shell(make, cwd);
}

for (const { name, make, says, inject, strict = 1, upload } of TREES) {
  Deno.test({
    name: `sourcemaps over ${name}`,
    ignore: isWindows,
    async fn() {
      await using home = await scratch();
      const cwd = `${home.path}/tree`;
      await Deno.mkdir(cwd);
      await prepare(cwd, make);
      await using server = await startTestServer();
      const env = {
        SENTRY_URL: server.url,
        SENTRY_AUTH_TOKEN: server.token,
        SENTRY_ORG: "demo",
        SENTRY_PROJECT: "web",
      };
      const uploaded = await program(["sourcemaps", "upload", ".", "--release", "1"], cwd, env);
      assertEquals(uploaded.code, upload, uploaded.said);
      const dry = await program(["sourcemaps", "inject", ".", "--dry-run", "--strict"], cwd);
      assertEquals(dry.code, strict, dry.said);
      assertEquals(await Deno.readTextFile(`${cwd}/good.js.map`), MAP);
      const injected = await program(["sourcemaps", "inject", "."], cwd);
      assertEquals(injected.code, inject, injected.said);
      assertStringIncludes(await Deno.readTextFile(`${cwd}/good.js`), "//# debugId=");
      assertStringIncludes(await Deno.readTextFile(`${cwd}/good.js.map`), '"debugId":');
      const verified = await program(["sourcemaps", "verify", "."], cwd);
      for (const text of says) {
        assertStringIncludes(injected.said, text);
        // It shows the path at the head of what it found.
        assertStringIncludes(verified.out, text.replace(/^\.\/\S+: (?=IO)/, ""));
      }
      // deno-lint-ignore no-control-regex -- what could steer a terminal is the point
      assert(!/[\u0000-\u0008\u000b-\u001f\u202e]/.test(injected.said + verified.out));
      assert(![...Deno.readDirSync(cwd)].some((each) => each.name === "pwned"));
    },
  });
}

Deno.test({
  name: "sourcemaps inject: a name that is no UTF-8 is named, and the rest goes on",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using home = await scratch();
    await prepare(home.path, "echo y > \"$(printf 'bad\\377.js')\"");
    if (![...Deno.readDirSync(home.path)].some(({ name }) => name.includes("\ufffd"))) {
      return console.log("left out: this version of Deno does not list such names");
    }
    const { code, err } = await program(["sourcemaps", "inject", "."], home.path);
    assertEquals(code, 1);
    assertStringIncludes(err, "./bad\ufffd.js: the name is not valid UTF-8");
    assertStringIncludes(await Deno.readTextFile(`${home.path}/good.js`), "//# debugId=");
  },
});

Deno.test({
  name: "sourcemaps upload reads no device that a map names as its source",
  ignore: isWindows,
  async fn() {
    await using home = await scratch();
    const map = MAP.replace('"a.ts"', '"/dev/zero"').replace('["a"]', "[null]");
    await prepare(home.path, `printf '%s' '${map}' > good.js.map; mkfifo pipe.ts`);
    await using server = await startTestServer();
    const { code, said } = await program(
      ["sourcemaps", "upload", ".", "--release", "1"],
      home.path,
      {
        SENTRY_URL: server.url,
        SENTRY_AUTH_TOKEN: server.token,
        SENTRY_ORG: "demo",
        SENTRY_PROJECT: "web",
      },
    );
    assertEquals(code, 0, said);
  },
});

const isRoot = !isWindows && Deno.uid() === 0;

Deno.test({
  name: "sourcemaps over what may not be read or written: named, and the rest goes on",
  // Nothing is forbidden to root.
  ignore: isWindows || isRoot,
  async fn() {
    for (
      const [make, path] of [
        ["echo y > b.js; chmod 0 b.js", "b.js"],
        ["mkdir d; echo y > d/b.js; chmod 0 d", "d"],
        [
          "cp good.js.map b.js.map; echo y > b.js; chmod 0 b.js.map; " +
          "echo '//# sourceMappingURL=b.js.map' >> b.js",
          "b.js.map",
        ],
        ["echo y > b.js; chmod 444 b.js", "b.js"],
      ] as const
    ) {
      await using home = await scratch();
      await prepare(home.path, make);
      const { code, out, err } = await program(["sourcemaps", "inject", "."], home.path);
      await shell(`chmod 755 ${path}`, home.path);
      assertEquals(code, 1, err);
      assertStringIncludes(out, `./${path}`);
      assertStringIncludes(err, "Permission denied");
      assertStringIncludes(await Deno.readTextFile(`${home.path}/good.js`), "//# debugId=");
    }
  },
});
