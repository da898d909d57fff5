/** References: files of one line, and the file that packs many (gitrepository-layout(5)). */
import { readTextIfThere, type VcsDoors } from "./doors.ts";
import type { RepositoryPlace } from "./discover.ts";
import { VcsError } from "./errors.ts";

/** What a name stands for. */
export interface Reference {
  /** The name at the end of the chain, e.g. `refs/heads/main` for `HEAD`. */
  readonly name: string;
  /** `undefined` when the last name of the chain is not there. */
  readonly id: string | undefined;
}

/** Git follows five names that stand for names. */
const MAX_DEPTH = 5;

export interface References {
  /** Follows a name to its end; `undefined` when the name itself is not there. */
  resolve(name: string): Promise<Reference | undefined>;
  /** The name that a name stands for, `undefined` when it stands for no name. */
  target(name: string): Promise<string | undefined>;
}

/** Reads references of a repository; the packed ones once. */
export function openReferences(doors: VcsDoors, place: RepositoryPlace): References {
  const { path } = doors.platform;
  let packed: Promise<ReadonlyMap<string, string>> | undefined;

  async function lookUp(name: string): Promise<string | undefined> {
    const loose = await readTextIfThere(doors, path.join(folderOf(place, name), name));
    if (loose !== undefined && loose.trim() !== "") return loose.trim();
    packed ??= readPacked(doors, path.join(place.commonDir, "packed-refs"));
    return (await packed).get(name);
  }

  return {
    async resolve(name) {
      for (let at = name, depth = 0;; depth++) {
        if (depth > MAX_DEPTH) throw damaged(name, "it stands for itself");
        const text = await lookUp(at);
        if (text === undefined) return depth === 0 ? undefined : { name: at, id: undefined };
        const next = symbolicTarget(text);
        if (next === undefined) {
          const id = /^[0-9a-f]{40}(?:[0-9a-f]{24})?(?=\s|$)/i.exec(text)?.[0];
          if (id === undefined) throw damaged(at, "it holds no id of an object");
          return { name: at, id: id.toLowerCase() };
        }
        at = next;
      }
    },
    async target(name) {
      const text = await lookUp(name);
      return text === undefined ? undefined : symbolicTarget(text);
    },
  };
}

/** Reads the file of packed references; `^` lines, which say where tags lead, are left out. */
export function parsePackedRefs(text: string): Map<string, string> {
  const refs = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, id, name] = /^([0-9a-f]+) ([^\r]+)\r?$/.exec(line) ?? [];
    if (id !== undefined && name !== undefined) refs.set(name, id);
  }
  return refs;
}

async function readPacked(doors: VcsDoors, file: string): Promise<ReadonlyMap<string, string>> {
  const text = await readTextIfThere(doors, file);
  return parsePackedRefs(text ?? "");
}

/** Each working tree has its own `HEAD` and the like; branches and tags are everybody's. */
function folderOf({ gitDir, commonDir }: RepositoryPlace, name: string): string {
  const isShared = name.startsWith("refs/") && !/^refs\/(?:bisect|worktree|rewritten)\//.test(name);
  return isShared ? commonDir : gitDir;
}

function symbolicTarget(text: string): string | undefined {
  const target = /^ref:\s*(\S.*)$/s.exec(text)?.[1];
  // A name that leads out of the folder is no reference.
  return target === undefined || /(?:^|[/\\])\.\.(?:[/\\]|$)/.test(target) ? undefined : target;
}

function damaged(name: string, why: string): VcsError {
  return new VcsError(`Could not read the git reference "${name}": ${why}`, "damaged");
}
