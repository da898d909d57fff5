/** What is known of a file that goes into a bundle once its content has been looked at. */
import type { ArtifactType } from "../../formats/artifact_bundle/manifest.ts";

export interface ArtifactFacts {
  readonly type: ArtifactType;
  /** The file's own debug id. */
  readonly debugId: string | undefined;
  /** For scripts: what the source map comment says. */
  readonly reference: ScriptReference | undefined;
  /** For source maps. */
  readonly map: MapFacts | undefined;
}

export interface ScriptReference {
  /** The value that can be used, without query and fragment; a `data:` URL as a whole. */
  readonly usable: string | undefined;
  /** The value on the first line that begins with the comment, as it stands there. */
  readonly shown: string | undefined;
  /** The comment begins with `//@`. */
  readonly isLegacy: boolean;
}

export interface MapFacts {
  readonly isIndexed: boolean;
  /** Sources without a text. */
  readonly missingContents: readonly string[];
  /** Why the map cannot be decoded. */
  readonly problem: string | undefined;
}

/** A file of an upload after it was looked at, whether or not it goes into the bundle. */
export interface Artifact extends ArtifactFacts {
  readonly url: string;
  /** On this disk; for messages. */
  readonly path: string;
  readonly sizeBytes: number;
}
