/**
 * The headers that a file will have, told before the others have been looked at. The bundle's id hashes
 * headers and contents in turns; without a forecast each content would have to be unpacked again when
 * the headers are known. A wrong one costs just that, so it may leave out what is rare.
 */
import type { ArtifactHeaders } from "../../formats/artifact_bundle/manifest.ts";
import type { Artifact } from "./artifact_facts.ts";
import { guessAlone } from "./guess_references.ts";
import { linkOf, type LinkOptions } from "./link_sources.ts";
import type { SourceFile } from "./source_urls.ts";

/** Ask for the files in the order in which they are looked at. */
export class HeaderForecast {
  /** What will be maps, going by the names. */
  readonly #maps: ReadonlySet<string>;
  readonly #seen = new Map<string, Artifact>();

  constructor(files: readonly SourceFile[], readonly options: LinkOptions) {
    this.#maps = new Set(files.filter(({ path }) => path.endsWith(".map")).map(({ url }) => url));
  }

  of(artifact: Artifact): ArtifactHeaders {
    if (artifact.type === "source_map") this.#seen.set(artifact.url, artifact);
    // That two scripts guess the same map is left out, and so is the id of a map that comes later.
    const guess = artifact.reference?.usable === undefined
      ? guessAlone(artifact.url, this.#maps)
      : undefined;
    const guessed = guess?.url === undefined ? undefined : this.#seen.get(guess.url);
    return linkOf(artifact, { guess, guessed }, this.options).headers;
  }
}
