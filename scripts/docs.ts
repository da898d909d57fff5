/**
 * Writes the generated documentation: `docs/commands.md`, `docs/man/` and `src/commands/descriptions.ts`
 * from the command tree, `docs/settings.md` from the catalogue of settings, `docs/permissions.md` from the
 * list of what each command may touch, `docs/json.md` from the shapes of payloads. `deno task docs`.
 *
 * `--check` writes nothing and fails when the files differ from what would be written.
 */
import { loadWhole } from "../src/cli/later.ts";
import { levelsFrom, rootLevel } from "../src/cli/level.ts";
import type { Options } from "../src/cli/options.ts";
import { commandReference } from "../src/cli/reference.ts";
import { manPages } from "../src/cli/man.ts";
import { rootGroup as lazyRoot } from "../src/commands/mod.ts";
import { CATALOGUE } from "../src/config/settings.ts";
import { repositoryPath, say } from "./command.ts";
import { descriptionsModule } from "./descriptions.ts";
import { jsonPage } from "./json_shapes.ts";
import { permissionsPage } from "./permissions_page.ts";
import { settingsReference } from "./settings_reference.ts";

const rootGroup = await loadWhole(lazyRoot);

const PROGRAM = "sentry-cli";
const MAN_FOLDER = "docs/man";

/** Every generated file with its text. */
function generate(): ReadonlyMap<string, string> {
  return new Map([
    ["docs/commands.md", commandReference(rootGroup, PROGRAM)],
    ["src/commands/descriptions.ts", descriptionsModule(rootGroup)],
    ["docs/settings.md", settingsReference(CATALOGUE)],
    ["docs/permissions.md", permissionsPage()],
    ["docs/json.md", jsonPage(PROGRAM, commandsWithJson())],
    ...manPages(rootGroup, PROGRAM).map(({ fileName, text }) =>
      [`${MAN_FOLDER}/${fileName}`, text] as const
    ),
  ]);
}

/** The commands that print lines of JSON, and those that print plans. */
function commandsWithJson(): Parameters<typeof jsonPage>[1] {
  const leaves = levelsFrom(rootLevel(rootGroup, PROGRAM)).filter(({ node }) =>
    node.kind === "command"
  );
  const names = (wanted: (options: Options) => boolean) =>
    leaves.filter(({ node }) => wanted(node.options)).map(({ path }) => path.join(" "));
  return {
    ndjson: names(({ format }) => format?.spec.choices?.includes("ndjson") === true),
    plans: names(({ dryRun }) => dryRun !== undefined),
  };
}

async function readOrNothing(name: string): Promise<string | undefined> {
  try {
    // A checkout on Windows may have turned the line ends.
    return (await Deno.readTextFile(repositoryPath(name))).replaceAll("\r\n", "\n");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Man pages of commands that are no more. */
async function stalePages(wanted: ReadonlyMap<string, string>): Promise<string[]> {
  const stale: string[] = [];
  try {
    for await (const { name } of Deno.readDir(repositoryPath(MAN_FOLDER))) {
      const path = `${MAN_FOLDER}/${name}`;
      if (name.endsWith(".1") && !wanted.has(path)) stale.push(path);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return stale.sort();
}

const files = generate();
const stale = await stalePages(files);
const changed: string[] = [];
for (const [name, text] of files) {
  if (await readOrNothing(name) !== text) changed.push(name);
}
if (Deno.args.includes("--check")) {
  for (const name of changed) say(`${name}: not what the declarations say`);
  for (const name of stale) say(`${name}: its command is no more`);
  if (changed.length + stale.length > 0) {
    say("Run `deno task docs` and commit the result.");
    Deno.exit(1);
  }
  say(`${files.size} generated files are up to date.`);
} else {
  await Deno.mkdir(repositoryPath(MAN_FOLDER), { recursive: true });
  for (const name of changed) {
    await Deno.writeTextFile(repositoryPath(name), files.get(name) ?? "");
  }
  for (const name of stale) await Deno.remove(repositoryPath(name));
  say(`${changed.length} of ${files.size} files written, ${stale.length} removed.`);
}
