/** Repositories inside of a repository. */
import { type GitSetting, parseGitConfig } from "../formats/git_config.ts";
import { MODE, type TreeEntry } from "../formats/git_object.ts";
import { overSettings } from "./config.ts";
import { readTextIfThere, type VcsDoors } from "./doors.ts";
import { VcsError } from "./errors.ts";
import type { Objects } from "./objects.ts";
import type { Repository } from "./repository.ts";

/** Where it is, where it comes from, and which commit of it belongs to the commit checked out. */
export interface Submodule {
  readonly name: string;
  readonly path: string;
  /** As `.gitmodules` has it; may be relative to the address of the repository around it. */
  readonly url: string | undefined;
  /** `undefined` when the commit that is checked out does not have it. */
  readonly commit: string | undefined;
}

/** The submodules that `.gitmodules` in the working tree names; none has to be checked out. */
export async function listSubmodules(
  doors: VcsDoors,
  { objects, place }: Pick<Repository, "objects" | "place">,
  head: string,
): Promise<Submodule[]> {
  if (place.workTree === undefined) return [];
  const file = doors.platform.path.join(place.workTree, ".gitmodules");
  const text = await readTextIfThere(doors, file);
  if (text === undefined) return [];
  const modules = overSettings(readModules(text, file));
  const { tree } = await objects.commit(await objects.peel(head));
  const found: Submodule[] = [];
  for (const name of modules.subsections("submodule")) {
    const path = modules.get("submodule", "path", name);
    if (path === undefined) continue;
    const url = modules.get("submodule", "url", name);
    found.push({ name, path, url, commit: await commitAt(objects, tree, path.split("/")) });
  }
  return found;
}

/** `../other.git` is beside the repository around it, `./other.git` below it (gitmodules(5)). */
export function absoluteUrl(url: string, around: string | undefined): string {
  if (!/^\.\.?\//.test(url) || around === undefined) return url;
  let base = around.replace(/\/+$/, "");
  let rest = url;
  for (let step = /^\.\.?\//.exec(rest); step !== null; step = /^\.\.?\//.exec(rest)) {
    if (step[0] === "../") base = base.replace(/[/:][^/:]*$/, "");
    rest = rest.slice(step[0].length);
  }
  return `${base}/${rest}`;
}

function readModules(text: string, file: string): GitSetting[] {
  try {
    return parseGitConfig(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new VcsError(`Could not read the submodules: ${why} in ${file}`, "damaged");
  }
}

async function commitAt(
  objects: Objects,
  treeId: string,
  [first = "", ...rest]: readonly string[],
): Promise<string | undefined> {
  const entry = (await objects.tree(treeId)).find((each) => nameOf(each) === first);
  if (entry === undefined) return undefined;
  if (rest.length === 0) return entry.mode === MODE.submodule ? entry.id : undefined;
  return entry.mode === MODE.tree ? await commitAt(objects, entry.id, rest) : undefined;
}

function nameOf({ name }: TreeEntry): string {
  return new TextDecoder().decode(name);
}
