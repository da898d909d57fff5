/** A name for a release, and what it comes from. */
export interface ProposedVersion {
  readonly version: string;
  /** For people: a variable, a file, `git`. */
  readonly source: string;
}
