/** Which map belongs to a script without a comment, by its name (specification of uploads, §2.3). */

export interface Guess {
  /** File name of the map. */
  readonly name?: string;
  /** Its URL. */
  readonly url?: string;
  /** Why there is no map, for the report. */
  readonly warning?: string;
}

/** Guesses for all scripts together: two with the same guess get none. */
export function guessReferences(
  scripts: readonly string[],
  maps: readonly string[],
): ReadonlyMap<string, Guess> {
  const known = new Set(maps);
  const byMap = new Map<string, string[]>();
  const guesses = new Map<string, Guess>();
  for (const script of scripts) {
    const url = candidatesOf(script).find((each) => known.has(each));
    if (url === undefined) {
      const why = `Could not auto-detect referenced sourcemap for ${script}`;
      guesses.set(script, { warning: `could not determine a source map reference (${why})` });
      continue;
    }
    guesses.set(script, { url, name: fileName(url) });
    byMap.set(url, [...byMap.get(url) ?? [], script]);
  }
  for (const [map, claimants] of byMap) {
    if (claimants.length < 2) continue;
    // The words of 3.8, which people search for.
    const warning = "Could not associate this source with a source map. We guessed the sourcemap " +
      `reference ${
        fileName(map)
      } for multiple sources, including this one. Please explicitly set ` +
      "the sourcemap URL with a `//# sourceMappingURL=...` comment in the source file, to make the " +
      "association clear.";
    for (const script of claimants) guesses.set(script, { warning });
  }
  return guesses;
}

/** The names are tried in this order; the file name is cut at its first dot. */
function candidatesOf(script: string): string[] {
  const name = fileName(script);
  const folder = script.slice(0, script.length - name.length);
  const dot = name.indexOf(".");
  const stem = dot < 0 ? name : name.slice(0, dot);
  const rest = dot < 0 ? "" : name.slice(dot + 1);
  const parts = rest.split(".");
  const names = [
    `${stem}.map`,
    `${stem}.${rest}.map`,
    ...(rest.startsWith("min.") ? [`${stem}.${rest.slice("min.".length)}.map`] : []),
    ...(parts.length > 1 ? [[stem, ...parts.slice(0, -1), "map"].join(".")] : []),
  ];
  return names.map((each) => `${folder}${each}`);
}

function fileName(url: string): string {
  return url.slice(url.lastIndexOf("/") + 1);
}
