/** Where the repository is that a folder belongs to (gitrepository-layout(5), git(1)). */
import { gitBoolean } from "../formats/git_config.ts";
import { readTextIfThere, type VcsDoors } from "./doors.ts";
import { VcsError } from "./errors.ts";
import { isForbidden, loadGitConfig } from "./config.ts";

/** The folders of a repository. */
export interface RepositoryPlace {
  /** What belongs to this working tree: `HEAD` and the like. */
  readonly gitDir: string;
  /** What all working trees share: objects, references, settings. Often the same. */
  readonly commonDir: string;
  /** Where the files are; `undefined` for a bare repository. */
  readonly workTree: string | undefined;
}

/**
 * Finds the repository of the working directory: where `GIT_DIR` says, or the nearest one upwards.
 * Throws a {@linkcode VcsError} when there is none, or one that belongs to somebody else.
 */
export async function discover(doors: VcsDoors): Promise<RepositoryPlace> {
  const { env, cwd, platform: { path } } = doors;
  const given = env.get("GIT_DIR");
  if (given) {
    const at = path.resolve(cwd, given);
    if (await doors.fs.lstat(at) === undefined) {
      throw new VcsError(
        `failed to resolve path '${given}': No such file or directory; class=Os (2); code=NotFound (-3)`,
        "no-repository",
        { hint: "GIT_DIR names the repository." },
      );
    }
    const gitDir = await isGitDir(doors, at) ? at : await followLink(doors, at);
    if (gitDir === undefined) throw notFound(given);
    // Without a word about it, the files are around a folder called `.git`.
    const around = path.basename(gitDir) === ".git" ? path.dirname(gitDir) : undefined;
    return await complete(doors, { gitDir, workTree: around });
  }
  const found = await searchUpwards(doors);
  if (found === undefined) throw notFound(".");
  return await complete(doors, found);
}

function notFound(at: string): VcsError {
  return new VcsError(
    `could not find repository at '${at}'; class=Repository (6); code=NotFound (-3)`,
    "no-repository",
  );
}

interface Found {
  readonly gitDir: string;
  readonly workTree: string | undefined;
  /** The `.git` file that led there. */
  readonly link?: string;
}

async function searchUpwards(doors: VcsDoors): Promise<Found | undefined> {
  const { fs, env, cwd, platform: { path } } = doors;
  const ceilings = (env.get("GIT_CEILING_DIRECTORIES") ?? "").split(path.delimiter)
    .filter((each) => path.isAbsolute(each)).map((each) => path.resolve(each, "."));
  const crosses = gitBoolean(env.get("GIT_DISCOVERY_ACROSS_FILESYSTEM") ?? "") === true;
  const device = crosses ? undefined : (await fs.stat(cwd))?.deviceId;
  for (let at = cwd;;) {
    // `--allow-read=.` ends the search, as if there were nothing above.
    if (await isForbidden(doors, path.join(at, ".git"))) return undefined;
    const inside = path.join(at, ".git");
    if (await isGitDir(doors, inside)) return { gitDir: inside, workTree: at };
    const linked = await followLink(doors, inside);
    if (linked !== undefined) return { gitDir: linked, workTree: at, link: inside };
    if (await isGitDir(doors, at)) return { gitDir: at, workTree: undefined };
    const above = path.dirname(at);
    if (above === at || ceilings.includes(above)) return undefined;
    if (device !== undefined && (await fs.stat(above))?.deviceId !== device) return undefined;
    at = above;
  }
}

/** A folder with what every repository has. */
async function isGitDir({ fs, platform: { path } }: VcsDoors, at: string): Promise<boolean> {
  // `HEAD` may be a link to a reference that is not there yet.
  const head = await fs.lstat(path.join(at, "HEAD"));
  if (head?.kind !== "file" && head?.kind !== "symlink") return false;
  const common = await commonDirOf({ fs, platform: { path } }, at);
  const [refs, objects] = [
    await fs.stat(path.join(common, "refs")),
    await fs.stat(path.join(common, "objects")),
  ];
  return refs?.kind === "directory" && objects?.kind === "directory";
}

/** Where a `.git` file points, as worktrees and submodules have. */
async function followLink(doors: VcsDoors, file: string): Promise<string | undefined> {
  const text = await readTextIfThere(doors, file);
  if (text === undefined) return undefined;
  const { path } = doors.platform;
  const target = /^gitdir: *(\S.*?)\s*$/s.exec(text)?.[1];
  if (target === undefined) {
    throw new VcsError(
      `the \`.git\` file at '${file}' is malformed; class=Repository (6)`,
      "damaged",
    );
  }
  const at = path.resolve(path.dirname(file), target);
  if (await isGitDir(doors, at)) return at;
  throw new VcsError(
    `failed to resolve path '${at}': No such file or directory; class=Os (2); code=NotFound (-3)`,
    "damaged",
    { hint: `"${file}" names it as the repository.` },
  );
}

async function commonDirOf(
  doors: { readonly fs: VcsDoors["fs"]; readonly platform: Pick<VcsDoors["platform"], "path"> },
  gitDir: string,
): Promise<string> {
  const { path } = doors.platform;
  const text = await readTextIfThere(doors, path.join(gitDir, "commondir"));
  return text === undefined ? gitDir : path.resolve(gitDir, text.replace(/[\r\n]+$/, ""));
}

async function complete(doors: VcsDoors, found: Found): Promise<RepositoryPlace> {
  const { env, cwd, platform: { path } } = doors;
  const common = env.get("GIT_COMMON_DIR");
  const commonDir = common ? path.resolve(cwd, common) : await commonDirOf(doors, found.gitDir);
  const tree = env.get("GIT_WORK_TREE");
  const workTree = tree ? path.resolve(cwd, tree) : found.workTree;
  const place = { gitDir: found.gitDir, commonDir, workTree };
  await checkOwner(doors, place, found.link);
  return place;
}

/**
 * Git reads no repository of somebody else, since its settings can name programs to run; we run none,
 * but what the reference refuses should not be sent either (git-config(1), `safe.directory`).
 */
async function checkOwner(
  doors: VcsDoors,
  { gitDir, workTree }: RepositoryPlace,
  link: string | undefined,
): Promise<void> {
  const { fs, env, platform } = doors;
  const me = platform.userId();
  if (me === undefined) return;
  const before = env.get("SUDO_UID");
  const trusted = me === 0 && before ? [0, Number(before)] : [me];
  for (const path of [workTree, link, gitDir]) {
    const owner = path === undefined ? undefined : (await fs.lstat(path))?.ownerId;
    if (owner === undefined || trusted.includes(owner)) continue;
    const declared = workTree ?? gitDir;
    if (await isDeclaredSafe(doors, declared)) return;
    throw new VcsError(
      `repository path '${path}' is not owned by current user; class=Config (7); code=Owner (-36)`,
      "not-ours",
      { hint: `If you trust it, run: git config --global --add safe.directory ${declared}` },
    );
  }
}

async function isDeclaredSafe(doors: VcsDoors, at: string): Promise<boolean> {
  const { path } = doors.platform;
  let isSafe = false;
  for (const value of (await loadGitConfig(doors)).all("safe", "directory")) {
    if (value === "") isSafe = false; // takes back what stands before
    else if (value === "*") isSafe = true;
    else if (value.endsWith("/*")) isSafe ||= at.startsWith(value.slice(0, -1));
    else isSafe ||= path.resolve(value.replace(/^%\(prefix\)/, ""), ".") === at;
  }
  return isSafe;
}
