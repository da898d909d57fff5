/** Which script belongs to which source map, as headers of the bundle (specification of uploads, §3.4). */
import type { ArtifactHeaders } from "../../formats/artifact_bundle/manifest.ts";
import type { Artifact, ArtifactFacts } from "./artifact_facts.ts";
import { type Guess, guessReferences } from "./guess_references.ts";
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
    : new Map<string, Guess>();
  return new Map(artifacts.map((artifact) => {
    const guess = guesses.get(artifact.url);
    const messages: Message[] = guess?.warning === undefined
      ? []
      : [{ level: "warning", text: guess.warning }];
    const guessed = guess?.url === undefined ? undefined : maps.get(guess.url);
    const link = linkOf(artifact, { guess, guessed }, { addsReferences, addsDebugIds });
    return [artifact, { artifact, messages, ...link }];
  }));
}

/** What one script's link comes to, once its guess is known. */
export function linkOf(
  { type, reference, debugId: own }: ArtifactFacts,
  { guess, guessed }: {
    readonly guess: Guess | undefined;
    readonly guessed: Pick<ArtifactFacts, "debugId"> | undefined;
  },
  { addsReferences, addsDebugIds }: LinkOptions,
): Pick<LinkedArtifact, "sourcemap" | "debugId" | "headers"> {
  const isLinked = type === "minified_source" && addsReferences;
  const sourcemap = isLinked ? reference?.usable ?? guess?.name : undefined;
  // A comment's value is relative and never equals a URL: 3.8 takes the id of a guessed map only.
  const debugId = own ?? (isLinked && addsDebugIds ? guessed?.debugId : undefined);
  const headers: ArtifactHeaders = [
    ...(sourcemap === undefined ? [] : [["Sourcemap", sourcemap] as const]),
    ...(debugId === undefined ? [] : [["debug-id", debugId] as const]),
  ];
  return { sourcemap, debugId, headers };
}
