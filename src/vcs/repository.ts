/** A git checkout, read without the `git` program. */
import { type GitConfig, loadGitConfig } from "./config.ts";
import { discover, type RepositoryPlace } from "./discover.ts";
import { readTextIfThere, type VcsDoors } from "./doors.ts";
import { VcsError } from "./errors.ts";
import { type Objects, openObjects } from "./objects.ts";
import { openReferences, type References } from "./refs.ts";
import type { LinksOf } from "./walk.ts";

export interface Repository {
  readonly place: RepositoryPlace;
  readonly config: GitConfig;
  readonly refs: References;
  readonly objects: Objects;
  /** Digits of an id: 40, or 64 where the repository uses SHA-256. */
  readonly idLength: number;
  /** Whether older history was left out when it was cloned. */
  readonly isShallow: boolean;
  /** Looks anew at what another program may have changed: packs, and where history ends. */
  reload(): Promise<void>;
  /** The commit that is checked out. Throws a {@linkcode VcsError} when there is none yet. */
  headCommit(): Promise<string>;
  /** The branch that is checked out, `undefined` for a detached head. */
  headBranch(): Promise<string | undefined>;
  /** Where the history goes on from a commit; a shallow clone's last commits lead nowhere. */
  readonly linksOf: LinksOf;
  /** Names of the remotes, sorted. */
  readonly remotes: readonly string[];
  /** The address of a remote, rewritten as `url.*.insteadOf` says. */
  remoteUrl(name: string): string | undefined;
  close(): void;
}

/** Opens the repository of the working directory. Throws a {@linkcode VcsError}. */
export async function openRepository(doors: VcsDoors): Promise<Repository> {
  const { path } = doors.platform;
  const place = await discover(doors);
  const config = await loadGitConfig(doors, place);
  const idLength = checkFormat(config);
  const refs = openReferences(doors, place);
  const ownObjects = doors.env.get("GIT_OBJECT_DIRECTORY");
  const objects = openObjects(doors, {
    folder: ownObjects
      ? path.resolve(doors.cwd, ownObjects)
      : path.join(place.commonDir, "objects"),
    idBytes: idLength / 2,
    isPartial: config.get("extensions", "partialclone") !== undefined ||
      config.subsections("remote").some((name) =>
        config.get("remote", "promisor", name) !== undefined
      ),
  });
  let grafts = await readGrafts(doors, place);
  return {
    place,
    config,
    refs,
    objects,
    idLength,
    get isShallow() {
      return grafts.isShallow;
    },
    async reload() {
      objects.close();
      grafts = await readGrafts(doors, place);
    },
    headCommit: () => headCommit(refs),
    async headBranch() {
      const target = await refs.target("HEAD");
      return /^refs\/heads\/(.+)$/s.exec(target ?? "")?.[1];
    },
    async linksOf(id) {
      const links = await objects.links(id);
      const parents = grafts.parents.get(id);
      return parents === undefined ? links : { ...links, parents };
    },
    remotes: config.subsections("remote").filter((name) =>
      config.get("remote", "url", name) !== undefined ||
      config.get("remote", "pushurl", name) !== undefined ||
      config.get("remote", "fetch", name) !== undefined
    ).sort(),
    remoteUrl: (name) => remoteUrl(config, name),
    close: () => objects.close(),
  };
}

/** The id of the commit that is checked out, without opening any object: a head is a commit. */
async function headCommit(refs: References): Promise<string> {
  const head = await refs.resolve("HEAD");
  if (head?.id !== undefined) return head.id;
  const name = head?.name ?? "HEAD";
  throw new VcsError(
    `reference '${name}' not found; class=Reference (4)`,
    "unborn",
    { hint: "The repository has no commit yet." },
  );
}

/** What a repository may have besides (git's Documentation, repository-version). */
const EXTENSIONS = [
  "compatobjectformat",
  "noop",
  "objectformat",
  "partialclone",
  "preciousobjects",
  "refstorage",
  "relativeworktrees",
  "worktreeconfig",
];

/** Refuses what this program cannot read. Gives the digits of an id. */
function checkFormat(config: GitConfig): 40 | 64 {
  const version = config.get("core", "repositoryformatversion") ?? "0";
  if (version === "0" || version === "") return 40; // extensions do not count yet
  if (version !== "1") {
    throw unsupported(`repository version ${version}; only versions up to 1 are supported`);
  }
  const unknown = config.keys("extensions").find((key) => !EXTENSIONS.includes(key));
  if (unknown !== undefined) throw unsupported(`extension name extensions.${unknown}`);
  if ((config.get("extensions", "refstorage") ?? "files") !== "files") {
    throw unsupported("extension name extensions.refstorage", {
      hint: "Convert it with `git refs migrate --ref-format=files`.",
    });
  }
  const format = config.get("extensions", "objectformat") ?? "sha1";
  if (format === "sha1") return 40;
  if (format === "sha256") return 64;
  throw unsupported(`object format '${format}'`);
}

function unsupported(what: string, options: { readonly hint?: string } = {}): VcsError {
  return new VcsError(`unsupported ${what}; class=Repository (6)`, "unsupported", options);
}

/** Commits whose parents are other than they say: a shallow clone's last ones have none. */
async function readGrafts(doors: VcsDoors, { commonDir }: RepositoryPlace) {
  const { path } = doors.platform;
  const lines = async (...name: string[]) =>
    (await readTextIfThere(doors, path.join(commonDir, ...name)) ?? "").split(/\r?\n/)
      .filter((line) => line !== "" && !line.startsWith("#"));
  const parents = new Map<string, readonly string[]>();
  for (const line of await lines("info", "grafts")) {
    const [id = "", ...rest] = line.trim().split(/\s+/);
    parents.set(id, rest);
  }
  const shallow = await lines("shallow");
  for (const id of shallow) parents.set(id.trim(), []);
  return { parents, isShallow: shallow.length > 0 };
}

function remoteUrl(config: GitConfig, name: string): string | undefined {
  const url = config.get("remote", "url", name);
  return url === undefined ? undefined : rewrite(config, url);
}

/** `url.<base>.insteadOf`: the longest beginning that fits is replaced (git-config(1)). */
export function rewrite(config: GitConfig, url: string): string {
  let best = { base: "", prefix: "" };
  for (const base of config.subsections("url")) {
    for (const prefix of config.all("url", "insteadof", base)) {
      if (prefix.length > best.prefix.length && url.startsWith(prefix)) best = { base, prefix };
    }
  }
  return best.prefix === "" ? url : best.base + url.slice(best.prefix.length);
}
