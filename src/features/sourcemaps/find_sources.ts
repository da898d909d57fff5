/** From what is named on the command line to the files that are uploaded (specification, §2.1, §3.2). */
import { InputError } from "../../base/errors.ts";
import { type FileSystem, type PathOperations, SystemError } from "../../system/mod.ts";
import { type SourceFile, sourceUrl, type UrlRules } from "./source_urls.ts";

export interface FindOptions {
  readonly fs: FileSystem;
  readonly path: PathOperations;
  readonly cwd: string;
  readonly extensions: readonly string[];
  readonly urls: UrlRules;
}

/** The files of one path: a file itself, or what a directory holds. */
export async function findSources(given: string, options: FindOptions): Promise<SourceFile[]> {
  const { fs, path, cwd, urls, extensions } = options;
  const full = path.resolve(cwd, given);
  try {
    const info = await fs.stat(full);
    if (info === undefined) return [];
    if (info.kind !== "directory") {
      const name = path.basename(given);
      return [{ url: sourceUrl(name, urls, path), path: given, file: full }];
    }
    const found: SourceFile[] = [];
    await walk(given, "", []);
    return found;

    async function walk(folder: string, relative: string, parents: readonly string[]) {
      const real = await fs.realPath(path.resolve(cwd, folder));
      const loop = parents.indexOf(real);
      if (loop >= 0) {
        throw new InputError(`File system loop found: ${folder} points to an ancestor ${real}`);
      }
      for (const name of await fs.list(path.resolve(cwd, folder))) {
        const inside = path.join(folder, name);
        const below = relative === "" ? name : `${relative}${path.separator}${name}`;
        const kind = (await fs.stat(path.resolve(cwd, inside)))?.kind;
        if (kind === undefined) {
          throw new SystemError("No such file or directory", "not-found", inside);
        }
        if (kind === "directory") {
          if (!name.startsWith(".")) await walk(inside, below, [...parents, real]);
        } else if (extensions.some((each) => name.endsWith(`.${each}`))) {
          found.push({
            url: sourceUrl(below, urls, path),
            path: inside,
            file: path.resolve(cwd, inside),
          });
        }
      }
    }
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new InputError(`Could not search '${error.path ?? given}': ${error.message}`, {
      cause: error,
    });
  }
}
