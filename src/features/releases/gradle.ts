/** The release of an Android app: what its Gradle build calls it. */
import { readTextIfThere, type VcsDoors } from "../../vcs/doors.ts";
import type { ProposedVersion } from "./proposed_version.ts";

interface Form {
  readonly files: readonly [project: string, app: string];
  /** What stands between a property and its value. */
  readonly between: string;
}

/** What the reference reads. */
const PLAIN: Form = { files: ["build.gradle", "app/build.gradle"], between: "\\s+" };

/** What builds of today write, too: assignments, and Kotlin. */
const ALL: readonly Form[] = [
  PLAIN,
  { ...PLAIN, between: "\\s*=\\s*" },
  { files: ["build.gradle.kts", "app/build.gradle.kts"], between: "\\s*=\\s*" },
];

/** Looks for a project upwards from the working folder; a build without both properties is passed. */
export async function gradleRelease(
  doors: Pick<VcsDoors, "fs" | "cwd" | "platform">,
  { allForms }: { readonly allForms: boolean },
): Promise<ProposedVersion | undefined> {
  const { fs, cwd, platform: { path } } = doors;
  for (let at = cwd;; at = path.dirname(at)) {
    for (const { files: [project, app], between } of allForms ? ALL : [PLAIN]) {
      if (await fs.stat(path.join(at, project)) === undefined) continue;
      const file = path.join(at, app);
      const version = appRelease(await readTextIfThere(doors, file) ?? "", between);
      if (version !== undefined) return { version, source: file };
    }
    if (path.dirname(at) === at) return undefined;
  }
}

function appRelease(text: string, between: string): string | undefined {
  const value = (property: string) =>
    new RegExp(`${property}${between}["']([^"']*)["']`).exec(text)?.[1];
  const [id, version] = [value("applicationId"), value("versionName")];
  return id === undefined || version === undefined ? undefined : `${id}@${version}`;
}
