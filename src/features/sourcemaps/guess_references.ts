/** Which map belongs to a script without a comment, by its name (specification of uploads, §2.3). */
import { guessedMapNames, undeterminedWarning } from "./references.ts";

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
    const guess = guessAlone(script, known);
    guesses.set(script, guess ?? { warning: undeterminedWarning(script) });
    const url = guess?.url;
    if (url === undefined) continue;
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

/** The guess for one script as if there were no other. */
export function guessAlone(script: string, maps: ReadonlySet<string>): Guess | undefined {
  const url = candidatesOf(script).find((each) => maps.has(each));
  return url === undefined ? undefined : { url, name: fileName(url) };
}

/** URLs of maps that the script's own name suggests, the best first. */
function candidatesOf(script: string): string[] {
  const name = fileName(script);
  const folder = script.slice(0, script.length - name.length);
  return guessedMapNames(name).map((each) => `${folder}${each}`);
}

function fileName(url: string): string {
  return url.slice(url.lastIndexOf("/") + 1);
}
