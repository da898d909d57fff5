/** Git's settings for one repository: the files of system, user and repository, in that order. */
import {
  gitBoolean,
  GitConfigError,
  type GitSetting,
  parseGitConfig,
} from "../formats/git_config.ts";
import { SystemError } from "../system/mod.ts";
import { readTextIfThere, type VcsDoors } from "./doors.ts";
import { VcsError } from "./errors.ts";

/** Settings of all files; later ones win. */
export interface GitConfig {
  /** The last value of a setting that is there, `""` for a bare key. */
  get(section: string, key: string, subsection?: string): string | undefined;
  all(section: string, key: string, subsection?: string): readonly string[];
  /** The keys of a section without name, each once. */
  keys(section: string): readonly string[];
  /** The names in quotes of a section, in order, each once. */
  subsections(section: string): readonly string[];
}

/** Git follows ten levels of files that include files. */
const MAX_DEPTH = 10;

/** Where a repository is; `undefined` for the settings of system and user alone. */
export interface ConfigPlace {
  readonly gitDir: string;
  readonly commonDir: string;
}

/** Reads the files. Throws a {@linkcode VcsError} for one that is not understood. */
export async function loadGitConfig(doors: VcsDoors, place?: ConfigPlace): Promise<GitConfig> {
  const { path } = doors.platform;
  const settings: GitSetting[] = [];
  for (const file of userFiles(doors)) {
    if (await isForbidden(doors, file)) continue;
    settings.push(...await readFile(doors, file, place));
  }
  if (place !== undefined) {
    settings.push(...await readFile(doors, path.join(place.commonDir, "config"), place));
    const perTree = settings.findLast((each) =>
      each.section === "extensions" && each.key === "worktreeconfig"
    );
    if (perTree !== undefined && gitBoolean(perTree.value) === true) {
      settings.push(...await readFile(doors, path.join(place.gitDir, "config.worktree"), place));
    }
  }
  return overSettings(settings);
}

/** A view of settings. */
export function overSettings(settings: readonly GitSetting[]): GitConfig {
  const all = (section: string, key: string, subsection = "") =>
    settings.filter((each) =>
      each.section === section && each.key === key && each.subsection === subsection
    ).map((each) => each.value ?? "");
  return {
    all,
    get: (section, key, subsection) => all(section, key, subsection).at(-1),
    keys: (section) => [
      ...new Set(
        settings.filter((each) => each.section === section && each.subsection === "")
          .map((each) => each.key),
      ),
    ],
    subsections: (section) => [
      ...new Set(
        settings.filter((each) => each.section === section && each.subsection !== "")
          .map((each) => each.subsection),
      ),
    ],
  };
}

/** Whoever lets us read the project alone (`--allow-read=.`) has no settings elsewhere for us. */
export async function isForbidden({ fs }: VcsDoors, file: string): Promise<boolean> {
  try {
    await fs.stat(file);
    return false;
  } catch (error) {
    return error instanceof SystemError && error.code === "denied";
  }
}

function userFiles({ env, platform }: VcsDoors): string[] {
  const { path } = platform;
  const home = platform.homeFolder();
  const xdg = env.get("XDG_CONFIG_HOME") ||
    (home === undefined ? undefined : path.join(home, ".config"));
  const system = platform.os === "windows"
    ? path.join(env.get("PROGRAMDATA") || "C:\\ProgramData", "Git", "config")
    : "/etc/gitconfig";
  return [
    system,
    ...(xdg === undefined ? [] : [path.join(xdg, "git", "config")]),
    ...(home === undefined ? [] : [path.join(home, ".gitconfig")]),
  ];
}

async function readFile(
  doors: VcsDoors,
  file: string,
  place: ConfigPlace | undefined,
  depth = 0,
): Promise<GitSetting[]> {
  const text = await readTextIfThere(doors, file);
  if (text === undefined || depth > MAX_DEPTH) return [];
  const settings: GitSetting[] = [];
  for (const setting of parse(text, file)) {
    settings.push(setting);
    const isInclude = setting.key === "path" && setting.value !== undefined &&
      (setting.section === "include" ||
        (setting.section === "includeif" && await applies(doors, setting.subsection, file, place)));
    if (!isInclude || setting.value === undefined) continue;
    const target = expand(doors, setting.value, file);
    settings.push(...await readFile(doors, target, place, depth + 1));
  }
  return settings;
}

function parse(text: string, file: string): GitSetting[] {
  try {
    return parseGitConfig(text);
  } catch (error) {
    if (!(error instanceof GitConfigError)) throw error;
    throw new VcsError(`Could not read git's settings: ${error.message} in ${file}`, "damaged");
  }
}

/** `~/` is the home folder; a relative path begins beside the file that names it. */
function expand({ platform }: VcsDoors, target: string, file: string): string {
  const { path } = platform;
  if (target.startsWith("~/")) {
    return path.join(platform.homeFolder() ?? "", target.slice(2));
  }
  return path.resolve(path.dirname(file), target);
}

/** `[includeIf "gitdir:…"]` and `[includeIf "onbranch:…"]`; other conditions never hold. */
async function applies(
  doors: VcsDoors,
  condition: string,
  file: string,
  place: ConfigPlace | undefined,
): Promise<boolean> {
  const [, kind = "", pattern = ""] = /^(gitdir(?:\/i)?|onbranch):(.*)$/s.exec(condition) ?? [];
  if (place === undefined || kind === "") return false;
  if (kind === "onbranch") {
    const head = await readTextIfThere(doors, doors.platform.path.join(place.gitDir, "HEAD"));
    const branch = /^ref: refs\/heads\/(.*?)\s*$/.exec(head ?? "")?.[1];
    return branch !== undefined && matches(pattern, branch, "");
  }
  const from = /^~\/|^\.\//.test(pattern)
    ? expand(doors, pattern, file).replace(/\/$/, "") + (pattern.endsWith("/") ? "/" : "")
    : pattern.startsWith("/")
    ? pattern
    : `**/${pattern}`;
  return matches(
    from.replaceAll("\\", "/"),
    place.gitDir.replaceAll("\\", "/"),
    kind.slice(6) && "i",
  );
}

/** Git's patterns: `*` and `?` within a folder, `**` over all, `/` at the end for all below. */
function matches(pattern: string, text: string, flags: string): boolean {
  const whole = pattern.endsWith("/") ? `${pattern}**` : pattern;
  const source = whole.replace(/\*\*\/|\*\*|\*|\?|[.+^${}()|[\]\\]/g, (found) => {
    if (found === "**/") return "(?:.*/)?";
    if (found === "**") return ".*";
    if (found === "*") return "[^/]*";
    return found === "?" ? "[^/]" : `\\${found}`;
  });
  return new RegExp(`^${source}$`, flags).test(text);
}
