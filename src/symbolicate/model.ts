/** From minified frames to original source: what goes in, what comes out. */

/** A frame of a JavaScript stack trace, as an event has it; line and column from 1. */
export interface JsFrame {
  readonly absPath: string;
  readonly function: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
}

/** What of an event decides which uploaded files belong to it. */
export interface EventScope {
  readonly release: string | undefined;
  readonly dist: string | undefined;
  /** Debug ids by the address of the script, from `debug_meta`. */
  readonly debugIds: ReadonlyMap<string, string>;
}

export type ArtifactKind = "minified_source" | "source_map";

/** An uploaded file. */
export interface Artifact {
  readonly url: string;
  readonly debugId: string | undefined;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  content(): Promise<Uint8Array>;
}

/** Where uploaded files are looked for. */
export interface ArtifactSource {
  byDebugId(debugId: string, kind: ArtifactKind): Promise<Artifact | undefined>;
  /** The file at one of the addresses in what was uploaded for release and dist. */
  byUrl(
    urls: readonly string[],
    scope: { readonly release: string; readonly dist: string | undefined },
  ): Promise<Artifact | undefined>;
}

/** One thing that was looked at on the way. */
export interface Step {
  readonly state: "ok" | "note" | "problem";
  /** What was found. */
  readonly text: string;
  /** What to do about a problem. */
  readonly hint?: string | undefined;
}

/** The original place of a frame; line and column from 1. */
export interface ResolvedFrame {
  readonly source: string;
  readonly line: number;
  readonly column: number;
  readonly name: string | undefined;
  /** `undefined` where the map does not carry the source. */
  readonly context: FrameContext | undefined;
}

export interface FrameContext {
  readonly before: readonly string[];
  readonly line: string;
  readonly after: readonly string[];
}

/** How far a frame came. */
export interface FrameVerdict {
  readonly frame: JsFrame;
  readonly steps: readonly Step[];
  readonly resolved: ResolvedFrame | undefined;
}
