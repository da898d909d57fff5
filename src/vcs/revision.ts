/** What a person calls a commit: a branch, a tag, `HEAD~2`, the beginning of an id (gitrevisions(7)). */
import type { Repository } from "./repository.ts";

/** Shorter beginnings of an id are more likely names. */
const MIN_ID_START = 4;
const STEP = /(?:~(\d*)|\^(\d*)|\^\{(\w*)\})$/;
/** More steps than any history has. */
const MAX_STEPS = 1_000_000;

/**
 * The id of the commit that a name means, `undefined` when it means none here. Understands names of
 * branches, tags and references, ids and unambiguous beginnings of them, `@`, and any number of `~N`,
 * `^N` and `^{commit}` behind. Throws a `VcsError` for what cannot be read.
 */
export async function resolveRevision(
  repository: Repository,
  text: string,
): Promise<string | undefined> {
  const [step, generations, parent, kind] = STEP.exec(text) ?? [];
  if (step === undefined) {
    const id = await lookUp(repository, text);
    return id === undefined ? undefined : await repository.objects.peel(id);
  }
  const start = await resolveRevision(repository, text.slice(0, -step.length));
  if (start === undefined) return undefined;
  if (kind !== undefined) return kind === "" || kind === "commit" ? start : undefined;
  if (parent !== undefined) return await parentOf(repository, start, numberOr(parent, 1));
  let at: string | undefined = start;
  const steps = Math.min(numberOr(generations ?? "", 1), MAX_STEPS);
  for (let each = 0; each < steps && at !== undefined; each++) {
    at = await parentOf(repository, at, 1);
  }
  return at;
}

function numberOr(digits: string, otherwise: number): number {
  return digits === "" ? otherwise : Number(digits);
}

async function parentOf(
  { linksOf }: Repository,
  id: string,
  which: number,
): Promise<string | undefined> {
  return which === 0 ? id : (await linksOf(id)).parents[which - 1];
}

/** The id that a name stands for, in the order in which git looks; that of a tag may be a tag's own. */
async function lookUp(repository: Repository, name: string): Promise<string | undefined> {
  const { refs, objects, idLength } = repository;
  if (name.length === idLength && /^[0-9a-f]+$/i.test(name)) {
    const id = name.toLowerCase();
    return await objects.has(id) ? id : undefined;
  }
  // deno-lint-ignore no-control-regex -- as git has it
  const forbidden = /(?:^|\/)(?:[./]|$)|\.\.|[\\:?*[\x00-\x20\x7f]/;
  // What git forbids in a name (git-check-ref-format(1)) leads out of the folder, or nowhere.
  if (name === "" || forbidden.test(name)) return undefined;
  const isTop = /^[A-Z_]+$/.test(name) || name.startsWith("refs/");
  const places = [
    ...(name === "@" ? ["HEAD"] : isTop ? [name] : []),
    `refs/${name}`,
    `refs/tags/${name}`,
    `refs/heads/${name}`,
    `refs/remotes/${name}`,
    `refs/remotes/${name}/HEAD`,
  ];
  for (const place of places) {
    const id = (await refs.resolve(place))?.id;
    if (id !== undefined) return id;
  }
  if (name.length < MIN_ID_START || !/^[0-9a-f]+$/i.test(name)) return undefined;
  const [found, ...others] = await objects.startingWith(name.toLowerCase());
  return others.length === 0 ? found : undefined;
}
