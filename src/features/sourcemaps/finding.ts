/** What `sourcemaps verify` has to say. */

export type FindingCode =
  | "unreadable"
  | "not-text"
  | "no-map"
  | "map-not-found"
  | "map-broken"
  | "id-mismatch"
  | "id-in-one-only"
  | "no-debug-id"
  | "sources-missing"
  | "wrong-script"
  | "wrong-source"
  | "nothing-mapped"
  | "map-unused"
  | "no-file";

/** Something that is wrong or may be. */
export interface Finding {
  readonly level: "error" | "warning";
  readonly code: FindingCode;
  readonly message: string;
  readonly hint?: string | undefined;
}
