/** The sources of a map with its root before them, as everything but the map itself knows them (§3.3). */

/** Root without its last slash, slash, source; what is absolute stays as it is. */
export function rootedSources(
  { sources, sourceRoot }: {
    readonly sources: readonly string[];
    readonly sourceRoot: string | undefined;
  },
): readonly string[] {
  if (sourceRoot === undefined || sourceRoot === "") return sources;
  const root = sourceRoot.endsWith("/") ? sourceRoot.slice(0, -1) : sourceRoot;
  return sources.map((each) => /^(\/|https?:)/.test(each) ? each : `${root}/${each}`);
}
