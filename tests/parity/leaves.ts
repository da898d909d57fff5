/**
 * Every leaf command of the reference, and how far ours is. The parity run walks the help texts of both
 * programs and fails when this table does not tell the truth.
 */

export type Status = "missing" | "partial" | "done";

export interface Leaf {
  readonly command: string;
  readonly status: Status;
  /** Not in the reference's help, but it answers. */
  readonly hidden?: true;
  /** What is left to do, for a partial one. */
  readonly note?: string;
}

export const LEAVES: readonly Leaf[] = [
  { command: "bash-hook", status: "done", hidden: true },
  { command: "build download", status: "missing" },
  { command: "build snapshots", status: "missing", hidden: true },
  { command: "build upload", status: "missing" },
  { command: "code-mappings upload", status: "done" },
  { command: "completions", status: "done", note: "scripts are our own" },
  { command: "dart-symbol-map upload", status: "missing" },
  { command: "debug-files bundle-jvm", status: "missing", hidden: true },
  { command: "debug-files bundle-sources", status: "missing" },
  { command: "debug-files check", status: "missing" },
  { command: "debug-files find", status: "missing" },
  { command: "debug-files print-sources", status: "missing" },
  { command: "debug-files upload", status: "missing" },
  { command: "deploys list", status: "done" },
  { command: "deploys new", status: "done" },
  { command: "events list", status: "done" },
  { command: "info", status: "done" },
  { command: "issues list", status: "done" },
  { command: "issues mute", status: "done" },
  { command: "issues resolve", status: "done" },
  { command: "issues unresolve", status: "done" },
  { command: "login", status: "done" },
  { command: "logs list", status: "done" },
  { command: "monitors list", status: "done" },
  { command: "monitors run", status: "done" },
  { command: "organizations list", status: "done" },
  { command: "proguard upload", status: "missing" },
  { command: "proguard uuid", status: "missing" },
  { command: "projects list", status: "done" },
  { command: "react-native gradle", status: "done" },
  { command: "releases archive", status: "done" },
  { command: "releases delete", status: "done" },
  { command: "releases deploys list", status: "done", hidden: true },
  { command: "releases deploys new", status: "done", hidden: true },
  { command: "releases finalize", status: "done" },
  { command: "releases info", status: "done" },
  { command: "releases list", status: "done" },
  { command: "releases new", status: "done" },
  { command: "releases propose-version", status: "done" },
  { command: "releases restore", status: "done" },
  { command: "releases set-commits", status: "done" },
  { command: "repos list", status: "done" },
  { command: "send-envelope", status: "done" },
  { command: "send-event", status: "done" },
  { command: "snapshots diff", status: "missing" },
  { command: "snapshots download", status: "missing" },
  { command: "snapshots upload", status: "missing" },
  { command: "sourcemaps upload", status: "done" },
  { command: "sourcemaps inject", status: "done" },
  { command: "sourcemaps resolve", status: "done" },
  { command: "uninstall", status: "done" },
  { command: "update", status: "done", hidden: true, note: "releases of our own" },
  { command: "upload-dif", status: "missing", hidden: true },
  { command: "upload-dsym", status: "missing", hidden: true },
  { command: "upload-proguard", status: "missing" },
];

/** Commands that the 2.x line has and 3.x dropped, as scripts may still call them. */
export interface OldSpelling {
  readonly command: string;
  /** Why it ends with a message here. */
  readonly gone?: string;
}

export const OLD_SPELLINGS: readonly OldSpelling[] = [
  { command: "files delete" },
  { command: "files list" },
  { command: "files upload" },
  { command: "files upload-sourcemaps" },
  { command: "react-native appcenter", gone: "App Center was shut down in March 2025" },
  { command: "releases files 1 delete" },
  { command: "releases files 1 list" },
  { command: "releases files 1 upload" },
  { command: "releases files 1 upload-sourcemaps" },
  { command: "send-metric", gone: "Sentry takes no metrics of this kind any more" },
  { command: "sourcemaps explain" },
];
