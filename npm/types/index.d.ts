/** Settings that take the place of the environment's. */
export interface SentryCliOptions {
  /** Address of the server. */
  url?: string;
  authToken?: string;
  /** The predecessor of auth tokens. */
  apiKey?: string;
  dsn?: string;
  org?: string;
  project?: string;
  /** The git remote that names the repository. */
  vcsRemote?: string;
  /** `live` runs write nothing. */
  silent?: boolean;
  /** `Name: value`, sent with every request. */
  customHeader?: string;
  /** More than one header; counts only without `customHeader`. */
  headers?: Record<string, string>;
}

/** What to upload of a path, and how. */
export interface SourceMapsPathOptions {
  ignore?: string[];
  ignoreFile?: string | null;
  dist?: string;
  decompress?: boolean;
  rewrite?: boolean;
  sourceMapReference?: boolean;
  dedupe?: boolean;
  stripPrefix?: string[];
  stripCommonPrefix?: boolean;
  validate?: boolean;
  urlPrefix?: string;
  urlSuffix?: string;
  ext?: string[];
}

/** Paths with options of their own. */
export interface SourceMapsPathDescriptor extends SourceMapsPathOptions {
  paths: string[];
}

export interface SentryCliUploadSourceMapsOptions extends SourceMapsPathOptions {
  include: Array<string | SourceMapsPathDescriptor>;
  projects?: string[];
  /** Accepted for compatibility: uploads always run live and reject on failure. */
  live?: boolean | "rejectOnError";
}

export interface SentryCliInjectOptions {
  paths: string[];
  ignore?: string[];
  ignoreFile?: string | null;
  ext?: string[];
  dryRun?: boolean;
}

export interface SentryCliNewDeployOptions {
  /** The environment. */
  env: string;
  started?: number | string;
  finished?: number | string;
  /** Duration in seconds. */
  time?: number;
  name?: string;
  url?: string;
  projects?: string[];
}

/** Either `auto`, or `repo` and `commit`. */
export interface SentryCliCommitsOptions {
  auto?: boolean;
  repo?: string;
  commit?: string;
  previousCommit?: string;
  ignoreMissing?: boolean;
  /** Accepted for compatibility, without effect. */
  ignoreEmpty?: boolean;
}

/**
 * `true` or `"rejectOnError"`: the program writes to this process's streams, and the promise gives a
 * fixed text. Else it gives what the program printed. A failure rejects either way.
 */
export type Live = boolean | "rejectOnError" | null;

export interface SentryCliReleases {
  "new"(release: string, options?: { projects?: string[] }): Promise<string>;
  setCommits(
    release: string,
    options: SentryCliCommitsOptions,
  ): Promise<string>;
  finalize(release: string): Promise<string>;
  proposeVersion(): Promise<string>;
  uploadSourceMaps(
    release: string,
    options: SentryCliUploadSourceMapsOptions,
  ): Promise<string[]>;
  listDeploys(release: string): Promise<string>;
  newDeploy(
    release: string,
    options: SentryCliNewDeployOptions,
  ): Promise<string>;
  execute(args: string[], live?: Live): Promise<string>;
}

export interface SentryCliSourceMaps {
  inject(options: SentryCliInjectOptions): Promise<string>;
  execute(args: string[], live?: Live): Promise<string>;
}

export class SentryCli {
  constructor(configFile?: string | null, options?: SentryCliOptions);
  readonly configFile?: string | null;
  readonly options: SentryCliOptions;
  readonly releases: SentryCliReleases;
  readonly sourceMaps: SentryCliSourceMaps;
  static getVersion(): string;
  static getPath(): string;
  execute(args: string[], live?: Live): Promise<string>;
}

export default SentryCli;
