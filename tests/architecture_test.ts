/** The rules of docs/architecture.md that a program can check. */
import { assert, assertEquals } from "./support/assert.ts";
import { type Import, readSource } from "./support/source_text.ts";
import { rootGroup } from "./support/tree.ts";

const ROOT = new URL("../", import.meta.url);

/** Source text that a start may load; what few runs need is loaded with `import()`. */
const START_LIMIT_KIB = 405;

/** Floors from the ground up; those of one row stand beside each other. */
const FLOORS: readonly (readonly string[])[] = [
  ["base"],
  ["system"],
  ["platform", "formats"],
  ["system/deno"], // fulfils the doors and picks the platform
  ["http", "config", "output"],
  ["api", "cli"],
  ["upload", "vcs", "symbolicate"],
  ["features"],
  ["context.ts"],
  ["commands"],
  ["tasks.ts", "print_version.ts"], // what threads do, by name; what needs none of the rest
  ["connection.ts", "dry_run.ts", "run_log.ts", "stand_in.ts"], // settings to network policies: part of the composition root
  ["app.ts"],
  ["main.ts"],
];

/** Floors that may import less than all below them. */
const NARROWER: Readonly<Record<string, { readonly may: readonly string[]; because: string }>> = {
  formats: { may: ["base"], because: "formats import nothing that can touch the world" },
  cli: { may: ["output", "base"], because: "cli knows output and base only" },
  "main.ts": {
    may: ["app.ts", "tasks.ts", "print_version.ts", "system/deno"],
    because: "main.ts only joins the app, what its threads do, the version, and the doors",
  },
};

/** Who may read the text of a secret. */
const REVEALERS: readonly string[] = [
  "src/config/server.ts", // reads what an organization token says of itself
  "src/connection.ts", // custom headers, which may carry credentials
  "src/http/auth.ts", // sends it
  "src/http/proxy.ts", // sends the proxy's password
];

interface Source {
  /** Path from the repository, e.g. `src/base/errors.ts`. */
  readonly path: string;
  readonly text: string;
  readonly code: string;
  readonly imports: readonly Import[];
  readonly isTest: boolean;
}

async function listFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(new URL(folder, ROOT))) {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory) found.push(...await listFiles(`${path}/`));
    else found.push(path);
  }
  return found.sort();
}

async function readSources(folders: readonly string[]): Promise<Source[]> {
  const paths = (await Promise.all(folders.map(listFiles))).flat();
  return await Promise.all(
    // Fixtures are input, and may be written in any way.
    ["main.ts", ...paths].filter((path) =>
      path.endsWith(".ts") && !path.startsWith("tests/fixtures/")
    ).map(async (path) => {
      const text = await Deno.readTextFile(new URL(path, ROOT));
      const isTest = /_(test|bench)\.ts$/.test(path);
      return { path, text, ...readSource(text), isTest };
    }),
  );
}

const everything = await readSources(["src/", "scripts/", "tests/", "types/"]);
const sources = everything.filter((each) =>
  each.path === "main.ts" || each.path.startsWith("src/")
);
const program = sources.filter((each) => !each.isTest);
const manifest: { imports: Record<string, string> } = JSON.parse(
  await Deno.readTextFile(new URL("deno.json", ROOT)),
);

/** The floor a file stands on, e.g. `base`, `system/deno`, `app.ts`. */
function floorOf(path: string): string {
  if (path.startsWith("src/system/deno/")) return "system/deno";
  return path.replace(/^src\//, "").split("/")[0] ?? path;
}

function heightOf(floor: string): number {
  return FLOORS.findIndex((row) => row.includes(floor));
}

/** The repository path that a relative import means. */
function resolve(from: string, specifier: string): string {
  return new URL(specifier, new URL(from, ROOT)).href.slice(ROOT.href.length);
}

/** All relative imports of the program as `[from, to]`. */
const edges = program.flatMap((source) =>
  source.imports.filter((each) => each.specifier.startsWith("."))
    .map((each) => [source.path, resolve(source.path, each.specifier)] as const)
);

/** Folders inside a floor that do not see each other. */
function roomOf(path: string): string | undefined {
  return /^src\/(?:features|commands)\/([^/]+)\//.exec(path)?.[1];
}

/** Why an import is not allowed; `undefined` when it is. */
function objection(from: string, to: string): string | undefined {
  if (to !== "main.ts" && !to.startsWith("src/")) return "the program imports nothing outside src/";
  const [mine, theirs] = [floorOf(from), floorOf(to)];
  if (heightOf(theirs) < 0) return `${theirs} is no floor of docs/architecture.md`;
  if (mine === theirs) {
    const [room, other] = [roomOf(from), roomOf(to)];
    if (mine === "features" && room !== other) return "features do not import each other";
    const above = /^src\/commands\/(mod|\w+_options)\.ts$/.test(from);
    if (mine === "commands" && room !== other && other !== undefined && !above) {
      return "a command group does not import another";
    }
    return undefined;
  }
  if (theirs === "system/deno" && mine !== "main.ts") return "only main.ts imports system/deno";
  const narrower = NARROWER[mine];
  if (narrower) return narrower.may.includes(theirs) ? undefined : narrower.because;
  if (mine === "features" && to === "src/config/config.ts") {
    return "features take values and doors, never the config";
  }
  if (heightOf(theirs) === heightOf(mine)) return "floors beside each other do not know each other";
  return heightOf(theirs) < heightOf(mine) ? undefined : "imports point down";
}

/** Lines of a file where the code holds something, as `path:line: found`. */
function occurrences(list: readonly Source[], pattern: RegExp): string[] {
  return list.flatMap(({ path, code }) =>
    code.split("\n").flatMap((line, at) => {
      const found = pattern.exec(line);
      return found ? [`${path}:${at + 1}: ${found[0].trim()}`] : [];
    })
  );
}

const isWorld = ({ path }: Source) => path === "main.ts" || floorOf(path) === "system/deno";
const inside = program.filter((each) => !isWorld(each));

Deno.test("architecture: every file stands on a floor", () => {
  const homeless = program.filter((each) => heightOf(floorOf(each.path)) < 0);
  assertEquals(homeless.map((each) => each.path), []);
});

Deno.test("architecture: imports point down", () => {
  const wrong = edges.flatMap(([from, to]) => {
    const because = objection(from, to);
    return because === undefined ? [] : [`${from} -> ${to}, because ${because}`];
  });
  assertEquals(wrong, []);
});

Deno.test("architecture: the rules refuse what they are there for", () => {
  const refused = [
    ["src/base/errors.ts", "src/cli/run.ts"],
    ["src/http/retry.ts", "src/config/config.ts"],
    ["src/formats/zip.ts", "src/system/mod.ts"],
    ["src/cli/run.ts", "src/config/config.ts"],
    ["src/cli/run.ts", "src/context.ts"],
    ["src/features/a/x.ts", "src/features/b/y.ts"],
    ["src/features/a/x.ts", "src/context.ts"],
    ["src/features/a/x.ts", "src/config/config.ts"],
    ["src/commands/a/x.ts", "src/commands/b/y.ts"],
    ["src/app.ts", "src/system/deno/mod.ts"],
    ["src/platform/linux.ts", "src/system/deno/mod.ts"],
    ["src/commands/info.ts", "src/app.ts"],
    ["main.ts", "src/commands/mod.ts"],
    ["src/app.ts", "tests/support/assert.ts"],
  ] as const;
  const allowed = [
    ["src/commands/releases/new.ts", "src/commands/shared_options.ts"],
    ["src/commands/mod.ts", "src/commands/releases/mod.ts"],
    ["src/features/a/x.ts", "src/features/a/y.ts"],
    ["src/system/deno/mod.ts", "src/platform/mod.ts"],
    ["src/api/client.ts", "src/http/retry.ts"],
    ["src/cli/run.ts", "src/output/style.ts"],
    ["main.ts", "src/system/deno/mod.ts"],
  ] as const;
  assertEquals(refused.filter(([from, to]) => objection(from, to) === undefined), []);
  assertEquals(allowed.filter(([from, to]) => objection(from, to) !== undefined), []);
});

Deno.test("architecture: outside code is named in the import map, never by URL", () => {
  const wrong = everything.flatMap(({ path, imports }) =>
    imports.filter(({ specifier }) => {
      if (/^\.{1,2}\//.test(specifier)) return !/\.(ts|js|json)$/.test(specifier);
      if (specifier.startsWith("node:")) return !isWorldOrTool(path);
      return !(specifier in manifest.imports) && !path.startsWith("tests/jsr/");
    }).map(({ specifier }) => `${path} -> ${specifier}`)
  );
  assertEquals(wrong, []);
});

function isWorldOrTool(path: string): boolean {
  return path.startsWith("src/system/deno/") || /^(scripts|tests)\//.test(path) ||
    path.endsWith("_test.ts");
}

Deno.test("architecture: modules of node are loaded when needed, not at start", () => {
  // The bundler moves them to the top of the one file, where each costs up to 20 ms of every start.
  const eager = program.flatMap(({ path, imports }) =>
    imports.filter((each) => each.eager && each.specifier.startsWith("node:"))
      .map((each) => `${path} -> ${each.specifier}`)
  );
  assertEquals(eager, []);
});

Deno.test("architecture: every package of the import map has its exact version", () => {
  const loose = Object.entries(manifest.imports).filter(([, target]) =>
    !/^npm:(@[\w-]+\/)?[\w.-]+@\d+\.\d+\.\d+(-[\w.]+)?(\/|$)/.test(target)
  );
  assertEquals(loose, []);
});

Deno.test("architecture: every package of the import map is imported somewhere", () => {
  const used = new Set(everything.flatMap((each) => each.imports.map((one) => one.specifier)));
  assertEquals(Object.keys(manifest.imports).filter((name) => !used.has(name)), []);
});

Deno.test("architecture: no cycles", () => {
  const next = Map.groupBy(edges, ([from]) => from);
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) cycles.push([...trail.slice(at), path].join(" -> "));
    if (at >= 0 || done.has(path)) return;
    for (const [, to] of next.get(path) ?? []) visit(to, [...trail, path]);
    done.add(path);
  };
  for (const { path } of program) visit(path, []);
  assertEquals(cycles, []);
});

Deno.test("architecture: no barrels", () => {
  const barrels = program.flatMap(({ path, imports }) =>
    imports.filter((each) => each.reExport).map((each) => `${path} -> ${each.specifier}`)
  );
  assertEquals(barrels, []);
});

Deno.test("architecture: only main.ts and system/deno say Deno", () => {
  assertEquals(occurrences(inside, /\bDeno\b/), []);
});

Deno.test("architecture: the world comes in through the doors", () => {
  const world = new RegExp(
    [
      /\bDate\.now\b/,
      /\bnew Date\(\)/,
      /\bMath\.random\b/,
      /\bperformance\.now\b/,
      /\bcrypto\.(getRandomValues|randomUUID)\b/,
      /\b(setTimeout|setInterval)\(/,
      /\b(globalThis|navigator)\b/,
      /(?<![.#\w])process\.(?:argv|cwd|env|exit|platform|std(?:err|in|out))\b/,
      /\bAbortSignal\.timeout\b/,
    ].map((each) => each.source).join("|"),
  );
  assertEquals(occurrences(inside, world), []);
});

Deno.test("architecture: no console", () => {
  assertEquals(occurrences(program, /\bconsole\b/), []);
});

Deno.test("architecture: main.ts alone ends the process", () => {
  const places = occurrences(program, /\bDeno\.exit(Code)?\b/)
    // A second Ctrl-C must end the process when the first could not.
    .filter((place) =>
      !place.startsWith("main.ts:") && !place.startsWith("src/system/deno/signals.ts:")
    );
  assertEquals(places, []);
});

Deno.test("architecture: no `any`", () => {
  assertEquals(occurrences(everything, /(?:[:<|&(,]|\bas)\s*any\b(?!\s*[(:?.])/), []);
});

Deno.test("architecture: no mutable state at module level", () => {
  assertEquals(occurrences(program, /^(?:export )?(?:let|var)\b/), []);
});

Deno.test("architecture: sources hold no control characters", () => {
  // Controls but line feed, and the marks that make text read differently from what it is.
  // deno-lint-ignore no-control-regex
  const control = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;
  const wrong = everything.filter((each) => control.test(each.text)).map((each) => each.path);
  assertEquals(wrong, []);
});

Deno.test("architecture: secrets are read in few places", () => {
  const places = new Set(
    occurrences(program, /\breveal\(\)(?!: string)/).map((each) => each.split(":")[0]),
  );
  assertEquals([...places].sort(), [...REVEALERS]);
});

// The first error of a run has V8 parse the whole bundle, for line numbers that nobody will see: 10 ms.
Deno.test("architecture: no module makes an error when it is loaded", () => {
  assertEquals(occurrences(program, /^(?:export )?const \w+(?:: \w+)? = new \w*Error\(/), []);
});

/** A file and all that it imports at once. */
function loadedWith(path: string): Set<string> {
  const found = new Set<string>();
  const visit = (at: string): void => {
    if (found.has(at)) return;
    found.add(at);
    for (const { specifier, eager } of program.find((each) => each.path === at)?.imports ?? []) {
      if (eager && specifier.startsWith(".")) visit(resolve(at, specifier));
    }
  };
  visit(path);
  return found;
}

// Each file that a start reads is paid for by every command; `--version` is asked for most often of all.
Deno.test("architecture: the version is printed with next to nothing loaded", () => {
  assertEquals([...loadedWith("main.ts")].sort(), [
    "main.ts",
    "src/base/errors.ts",
    "src/base/version.ts",
    "src/features/react_native/wrap_variable.ts",
    "src/print_version.ts",
    "src/system/deno/errors.ts",
    "src/system/deno/terminal.ts",
    "src/system/deno/workers.ts",
    "src/system/mod.ts",
  ]);
});

Deno.test("architecture: no command or feature is loaded before one is named", () => {
  const start = [...loadedWith("src/app.ts"), ...loadedWith("src/system/deno/mod.ts")];
  const commands = start.filter((path) => path.startsWith("src/commands/")).sort();
  assertEquals(
    new Set(commands),
    new Set([
      "src/commands/descriptions.ts",
      "src/commands/mod.ts",
      "src/commands/root_options.ts",
      "src/commands/tags.ts",
    ]),
  );
  const others = start.filter((path) => /^src\/(features|upload|vcs|symbolicate)\//.test(path));
  // A name that every start asks for, and nothing else.
  assertEquals(new Set(others), new Set(["src/features/react_native/wrap_variable.ts"]));
});

// Every run but `--version` reads and compiles all of it: 3 ms for 100 KiB of a compiled program.
Deno.test("architecture: what every command loads stays small", () => {
  const start = new Set([...loadedWith("src/app.ts"), ...loadedWith("src/system/deno/mod.ts")]);
  const sizes = program.filter(({ path }) => start.has(path)).map(({ text }) => text.length);
  const sizeKiB = Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1024);
  assert(sizeKiB <= START_LIMIT_KIB, `${sizeKiB} KiB are loaded before a command is known`);
});

/** The tree's leaves as words, and every command object in it. */
function leavesOf(node: unknown, words: readonly string[] = []): [string, unknown][] {
  if (typeof node !== "object" || node === null) return [];
  if (!("commands" in node)) return [[words.join(" "), node]];
  return Object.entries(node.commands ?? {}).flatMap(([name, below]) =>
    leavesOf(below, [...words, name])
  );
}

Deno.test("architecture: every command of src/commands is in the tree", async () => {
  const inTree = new Set(leavesOf(rootGroup).map(([, command]) => command));
  const lost: string[] = [];
  for (const { path } of program.filter((each) => each.path.startsWith("src/commands/"))) {
    const module: Record<string, unknown> = await import(new URL(path, ROOT).href);
    for (const [name, value] of Object.entries(module)) {
      if (name.endsWith("Command") && !inTree.has(value)) lost.push(`${path}: ${name}`);
    }
  }
  assertEquals(lost, []);
});

Deno.test("architecture: every leaf of the tree has golden cases", async () => {
  const cases = (await listFiles("tests/cases/")).filter((each) => each.endsWith("/case.json"));
  const bare = leavesOf(rootGroup).map(([words]) => words).filter((words) => {
    const folder = `tests/cases/${words.replaceAll(" ", "/")}/`;
    return !cases.some((path) => path.startsWith(folder));
  });
  assertEquals(bare, []);
});
