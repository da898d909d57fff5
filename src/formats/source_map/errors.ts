/** What is wrong with a source map; the texts are those that scripts know from the reference (§5.1). */

/** The bytes are no source map that can be read. */
export class SourceMapError extends Error {
  override readonly name = "SourceMapError";
}
