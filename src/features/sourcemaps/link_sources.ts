/** Which script belongs to which source map, as headers of the bundle (specification of uploads, §3.4). */
import type { ArtifactHeaders } from "../../formats/artifact_bundle/manifest.ts";
import type { Artifact } from "./artifact_facts.ts";
import { guessReferences } from "./guess_references.ts";
import type { Message, ReportRow } from "./upload_report.ts";

export interface LinkOptions {
  /** Scripts say which map is theirs. */
  readonly addsReferences: boolean;
  /** A script without a debug id takes that of its map. */
  readonly addsDebugIds: boolean;
}

/** An artifact with what is known of it and the others together. */
export interface LinkedArtifact extends ReportRow {
  readonly headers: ArtifactHeaders;
}

/** Links all files. */
export function linkSources(
  artifacts: readonly Artifact[],
  { addsReferences, addsDebugIds }: LinkOptions,
): ReadonlyMap<Artifact, LinkedArtifact> {
  const maps = new Map(
    artifacts.filter(({ type }) => type === "source_map").map((each) => [each.url, each]),
  );
  const scripts = artifacts.filter(({ type }) => type === "minified_source");
  const guesses = addsReferences
    ? guessReferences(
      scripts.filter(({ reference }) => reference?.usable === undefined).map(({ url }) => url),
      [...maps.keys()],
    )
    : new Map();
  return new Map(artifacts.map((artifact) => {
    const { url, type, reference } = artifact;
    const messages: Message[] = [];
    let sourcemap: string | undefined;
    let debugId = artifact.debugId;
    if (type === "minified_source" && addsReferences) {
      const guess = guesses.get(url);
      sourcemap = reference?.usable ?? guess?.name;
      if (guess?.warning !== undefined) messages.push({ level: "warning", text: guess.warning });
      // A comment's value is relative and never equals a URL: 3.8 takes the id of a guessed map only.
      if (addsDebugIds && guess?.url !== undefined) debugId ??= maps.get(guess.url)?.debugId;
    }
    const headers: ArtifactHeaders = [
      ...(sourcemap === undefined ? [] : [["Sourcemap", sourcemap] as const]),
      ...(debugId === undefined ? [] : [["debug-id", debugId] as const]),
    ];
    return [artifact, { artifact, sourcemap, debugId, messages, headers }];
  }));
}
