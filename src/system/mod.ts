/** The doors to the outside world, as interfaces. Nothing else in the program touches it. */
import type { ReusedBytes, ReusedMemory } from "../base/reused_bytes.ts";
import type { SizedBody } from "../base/sized_body.ts";

/** Everything outside the program that a run can see or change. */
export interface System {
  /** The physical working directory, absolute. */
  readonly cwd: string;
  /** Path of the running program as the user named it, for the log. */
  readonly programName: string;
  /** In which form it runs. */
  readonly program: Program;
  /** What the program runs on, e.g. `Deno 2.9.6`. */
  readonly runtime: string;
  readonly env: Env;
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly random: Random;
  /** Makes a function that sends requests over the given transport; no policy. */
  connect(transport: TransportOptions): Fetch;
  readonly spawn: Spawn;
  readonly startJob: StartJob;
  /** Runs tasks on other cores. */
  readonly workers: Workers;
  codecs(): Promise<Codecs>;
  /** Looks at the way to a server step by step (for `doctor`). */
  readonly probe: Probe;
  /** Opens a TCP listener (for the embedded server). */
  listen(options: ListenOptions): Promise<Listener>;
  /** Opens an SQLite database file, or one in memory for `":memory:"`. */
  openDatabase(path: string): Promise<Database>;
  readonly terminal: Terminal;
  /** What differs per operating system. */
  readonly platform: Platform;
  /** Aborts on Ctrl-C or termination; the reason is the signal's name. */
  readonly signal: AbortSignal;
  /**
   * From now on signals do not stop us: `take` gets them, and those that only mean something to a child
   * (hang-up, user signals). The result undoes it.
   */
  takeSignals(take: (name: string) => void): () => void;
  readonly machine: Machine;
  /** The same doors over other variables: what a `.env` file adds counts for children, too. */
  withEnv(env: Env): System;
}

/** A program in a file of its own, or a script that somebody else's program runs. */
export type Program =
  | { readonly kind: "native"; readonly path: string }
  | {
    readonly kind: "script";
    /** The runtime's file and the script, for whoever has to call us again. */
    readonly call?: () => { readonly runtime: string; readonly script: string };
  };

/** Environment variables. */
export interface Env {
  get(name: string): string | undefined;
  /** A copy of all variables. */
  all(): Record<string, string>;
}

/** Why the operating system refused. */
export type SystemErrorCode =
  | "not-found"
  | "permission"
  | "is-directory"
  | "not-directory"
  | "exists"
  | "loop"
  | "no-space"
  | "read-only"
  | "name-too-long"
  | "broken-pipe"
  | "address-in-use"
  | "denied" // the runtime's own permissions (`deno run` without `--allow-…`)
  | "other";

/** The operating system refused; `path` is what it was about, when it was about a file. */
export class SystemError extends Error {
  override readonly name = "SystemError";
  constructor(
    message: string,
    readonly code: SystemErrorCode,
    readonly path: string | undefined,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** What is known of a path. */
export interface FileInfo {
  readonly kind: "file" | "directory" | "symlink" | "other";
  readonly sizeBytes: number;
  /** Permission bits, 0 where the system has none. */
  readonly mode: number;
  readonly modifiedMs: number | undefined;
  /** Number of the user whom it belongs to, `undefined` where the system does not say. */
  readonly ownerId?: number | undefined;
  /** Number of the disk it lies on, `undefined` where the system does not say. */
  readonly deviceId?: number | undefined;
}

/** Something in a directory. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileInfo["kind"];
}

/** A file that is being added to; stays open until the end of the program. */
export interface AppendFile {
  /** Adds all of it before it returns. */
  write(data: Uint8Array): void;
}

/** A file open for reading anywhere in it; at most one read at a time is under way. */
export interface ByteSource {
  /** The size when it was opened. */
  readonly sizeBytes: number;
  /** Bytes from `offset` on; fewer than `length` only where the file ends. Throws `SystemError`. */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  close(): void;
}

/** A file being written from its beginning. */
export interface FileSink {
  /** Adds all of it. Throws {@linkcode SystemError}. */
  write(data: Uint8Array): Promise<void>;
  close(): void;
}

/** Files. Every call throws {@linkcode SystemError}. */
export interface FileSystem {
  read(path: string): Promise<Uint8Array>;
  /** Reads a whole file into memory that is there; the result counts until that is used again. */
  readInto(path: string, memory: ReusedBytes): Promise<Uint8Array>;
  /** Creates or truncates. `createNew` fails with `exists` when there is something already. */
  write(
    path: string,
    data: Uint8Array,
    options?: { readonly mode?: number; readonly createNew?: boolean; readonly append?: boolean },
  ): Promise<void>;
  /** Opens a file for reading parts of it. */
  open(path: string): Promise<ByteSource>;
  /** Makes a file, or empties it, for writing piece by piece. */
  create(path: string, options?: { readonly mode?: number }): Promise<FileSink>;
  /** Opens a file for adding to its end, at once and for each piece; made when it is not there. */
  openAppend(path: string, options: { readonly mode: number }): AppendFile;
  /** Follows links; `undefined` when there is nothing. */
  stat(path: string): Promise<FileInfo | undefined>;
  /** Does not follow a link; `undefined` when there is nothing. */
  lstat(path: string): Promise<FileInfo | undefined>;
  /** What is in a directory, in no order; a link is a link, whatever it leads to. */
  entries(path: string): Promise<readonly DirectoryEntry[]>;
  /**
   * Gives an existing file a new content: owner, mode and links to it stay as they are. `before` is
   * what it holds now, and holds again when this fails half-way. After a kill in the midst,
   * `settledContent` of `base/unfinished_file.ts` tells what it is to hold.
   */
  overwrite(path: string, pieces: readonly Uint8Array[], before: Uint8Array): Promise<void>;
  /**
   * Adds to the end of a file of that size. When this fails half-way, or the file has another size, it
   * stays as it was.
   */
  extend(path: string, data: Uint8Array, sizeBytes: number): Promise<void>;
  /** Names in a directory, sorted by code unit. */
  list(path: string): Promise<readonly string[]>;
  makeDirectory(path: string): Promise<void>;
  remove(path: string, options?: { readonly recursive?: boolean }): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Gives a file a second name on the same disk; not every disk can. Fails where one is there. */
  hardLink(from: string, to: string): Promise<void>;
  chmod(path: string, mode: number): Promise<void>;
  /** Follows every link. */
  realPath(path: string): Promise<string>;
  /** Makes a fresh folder for scratch files and gives its path. */
  makeTempDirectory(): Promise<string>;
}

export interface Clock {
  /** Now, Unix time in milliseconds. */
  now(): number;
  /** A monotonic reading in milliseconds, for durations. */
  monotonic(): number;
  /** Minutes to add to UTC for local time at the given moment. */
  utcOffsetMinutes(atMs: number): number;
  /** Resolves after `ms`, rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `ring` once after `ms`, unless the returned function is called before. For limits. */
  alarm(ms: number, ring: () => void): () => void;
}

export interface Random {
  bytes(length: number): Uint8Array;
  /** A version 4 UUID with hyphens. */
  uuid(): string;
  /** Uniform in [0, 1). */
  fraction(): number;
}

/** How connections are made. Settled once per run; see `http/transport.ts`. */
export interface TransportOptions {
  /** The proxy of a target, `undefined` for a direct connection. */
  proxyFor(url: URL): ProxyAddress | undefined;
  /** PEM certificates trusted beside the runtime's own and the system's. */
  caCertificates(): Promise<readonly string[]>;
  /** PEM client certificate chain and key. */
  readonly clientCertificate?: { readonly certificate: string; readonly key: string } | undefined;
  /** `false` accepts any server certificate. */
  readonly verifyTls: boolean;
  /** `false` closes the connection after each request. */
  readonly keepAlive: boolean;
  /**
   * Called once for each https origin before the first request to it, with what the server presents;
   * rejects with a {@linkcode TransportError} to refuse it. Not called where `verifyTls` is off.
   */
  readonly checkPeer?: ((host: string, peer: Peer) => Promise<void>) | undefined;
}

/** The certificates that a server presents, its own first, or why they cannot be seen. */
export type Peer =
  | { readonly certificates: readonly Uint8Array[] }
  | { readonly unseen: string };

/**
 * The steps of a connection, one at a time. Everything rejects with {@linkcode TransportError}, and
 * with the signal's reason when that is one.
 */
export interface Probe {
  /** The addresses of a host, as every program of this system finds them. */
  resolve(host: string, signal: AbortSignal): Promise<readonly string[]>;
  /** Opens a connection and closes it. */
  connectTcp(host: string, port: number, signal: AbortSignal): Promise<void>;
  /** What a server presents in the TLS handshake; nothing is verified. */
  seeCertificates(place: ProbePlace, signal: AbortSignal): Promise<SeenCertificates>;
}

/** Which server, and over what. */
export interface ProbePlace {
  readonly url: URL;
  readonly proxy: ProxyAddress | undefined;
  readonly transport: Pick<TransportOptions, "clientCertificate">;
}

/** The certificates of a server, its own first, or why they cannot be seen. */
export type SeenCertificates =
  | { readonly certificates: readonly CertificateFacts[] }
  | { readonly unseen: string };

export interface CertificateFacts {
  /** `CN=sentry.example.com, O=Example`. */
  readonly subject: string;
  readonly issuer: string;
  /** Host names and addresses it is for; a name may begin with `*.`. */
  readonly names: readonly string[];
  /** Unix time in milliseconds. */
  readonly validFromMs: number;
  readonly validToMs: number;
  readonly isSelfSigned: boolean;
  /** Made to sign others. */
  readonly isAuthority: boolean;
  /** As sent. */
  readonly der: Uint8Array;
}

export interface ProxyAddress {
  readonly scheme: "http" | "https" | "socks5" | "socks5h";
  /** `host:port`, an IPv6 host in brackets. */
  readonly host: string;
  readonly credentials?: { readonly username: string; readonly password: string } | undefined;
}

export type HttpBody = Uint8Array | SizedBody | ReadableStream<Uint8Array>;

/** A request as a plain record; `body` is a function so that every attempt starts anew. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: (() => HttpBody) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whether the call may be sent twice. Default: by method (GET, HEAD, PUT, DELETE, OPTIONS). */
  readonly repeatable?: boolean | undefined;
  /** `false`: never send the token. Default: the auth policy decides by host. */
  readonly authorize?: boolean | undefined;
  /** How many redirects to follow; default 0. */
  readonly maxRedirects?: number | undefined;
  /**
   * `true`: the whole answer is read into memory as part of the attempt, so that an answer cut short
   * is tried again like one that never came. Default: the body streams.
   */
  readonly buffered?: boolean | undefined;
  /** Is told when the head of an answer has come, while the body of a buffered one is still on its way. */
  readonly onHead?: ((response: Response) => void) | undefined;
  /** Is told of each piece of a buffered body that the connection has read. */
  readonly onPiece?: (() => void) | undefined;
  /** Limits in milliseconds; each overrides the run's default. */
  readonly timeouts?: Partial<Timeouts> | undefined;
  /** What a dry run, which sends nothing, goes on with. Without it the plan ends here. */
  readonly assumed?: AssumedAnswer | undefined;
}

/** What a dry run takes for the answer to a request. */
export interface AssumedAnswer {
  /** Default: 200. */
  readonly status?: number;
  /** Default: no body. */
  readonly json?: unknown;
  /** The assumption in words, for the plan; default: "success". */
  readonly says?: string;
}

/** Limits of one attempt, in milliseconds. */
export interface Timeouts {
  /** Until the first byte of an answer. */
  readonly answerMs: number;
  /** Between two pieces of a body. */
  readonly idleMs: number;
  /** From start to the last byte. */
  readonly totalMs: number;
}

/** Sends one request. Rejects with {@linkcode TransportError} when there was no answer. */
export type Fetch = (request: HttpRequest) => Promise<Response>;

/** Why there was no answer. */
export type TransportFailure =
  | "dns"
  | "refused"
  | "reset"
  | "unreachable"
  | "timeout"
  | "proxy"
  | "tls-untrusted" // unknown issuer, self-signed
  | "tls-expired"
  | "tls-host"
  | "tls-ca-as-server" // a CA certificate used as server certificate (rustls refuses it)
  | "tls-revoked"
  | "tls-other"
  | "truncated"
  | "aborted"
  | "denied" // the runtime's own permissions
  | "other";

export class TransportError extends Error {
  override readonly name = "TransportError";
  constructor(
    message: string,
    readonly failure: TransportFailure,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Runs another program to its end. Rejects with {@linkcode SystemError} when it cannot start. */
export type Spawn = (
  program: string,
  args: readonly string[],
  options?: SpawnOptions,
) => Promise<SpawnResult>;

export interface SpawnOptions {
  readonly cwd?: string;
  /** The whole environment of the child; default: ours. */
  readonly env?: Readonly<Record<string, string>>;
  /** Bytes for its standard input; `"inherit"` passes ours on. Default: none. */
  readonly stdin?: Uint8Array | "inherit";
  /**
   * `"inherit"` lets it write to our stdout and stderr, `"stderr"` has both end up in our stderr, where
   * stdout is for something else. Default: captured.
   */
  readonly output?: "capture" | "inherit" | "stderr";
  readonly signal?: AbortSignal;
}

export interface SpawnResult {
  readonly code: number;
  /** The signal that ended it, e.g. `SIGKILL`. */
  readonly signal: string | undefined;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

/**
 * Work that may run in another thread. Input and result are copied over, or moved where `transfer`
 * names their buffers, so they are plain data. What the user has to hear of comes back as a value:
 * of an error only the text and, for a {@linkcode SystemError}, the code survive.
 */
export interface Task<Input, Result> {
  /** Its key in `src/tasks.ts`. */
  readonly name: string;
  run(input: Input, doors: TaskDoors): Promise<TaskResult<Result>>;
}

export interface TaskResult<Result> {
  readonly value: Result;
  /** Buffers to move instead of copying them. */
  readonly transfer?: readonly ArrayBuffer[];
}

/** The doors that a task gets in its thread. */
export interface TaskDoors {
  readonly fs: FileSystem;
  readonly codecs: Codecs;
  readonly path: PathOperations;
  readonly memory: ReusedMemory;
}

/** Compression and checksums, as fast as the machine can. What gives no promise blocks its thread. */
export interface Codecs {
  /** Deflate without a header, `level` from 0 (stored) to 9. */
  deflateRaw(data: Uint8Array, level: number): Uint8Array<ArrayBuffer>;
  /** The reverse, for what this program has packed itself. */
  inflateRaw(data: Uint8Array): Uint8Array<ArrayBuffer>;
  /**
   * Unpacks what somebody else has packed. Throws {@linkcode SystemError} for damaged data and for
   * more than `limit` bytes. Deflate without a header does not tell that it was cut short: hold size
   * or checksum against what they should be.
   */
  unpack(
    format: "gzip" | "deflate-raw",
    data: Uint8Array,
    limit: number,
  ): Promise<Uint8Array<ArrayBuffer>>;
  isUtf8(data: Uint8Array): boolean;
  /** CRC-32 of what came before (`seed`, 0 at the beginning) and `data`. */
  crc32(data: Uint8Array, seed?: number): number;
  sha1(): { update(data: Uint8Array): void; digest(): Uint8Array<ArrayBuffer> };
}

export interface Workers {
  /** How many tasks this machine can run at the same time. */
  readonly count: number;
  /** Starts so many threads (when first needed); with 0 the tasks run in this one. */
  open(size: number): WorkerPool;
}

/** Some threads; `close` ends them, whatever they are doing. */
export interface WorkerPool {
  readonly size: number;
  run<Input, Result>(
    task: Task<Input, Result>,
    input: Input,
    options?: { readonly transfer?: readonly ArrayBuffer[] },
  ): Promise<Result>;
  /** Lets the answers in that threads have given while this one was busy. */
  turn(): Promise<void>;
  close(): void;
}

/**
 * Starts a program that reads and writes our own streams; PATH is searched, no shell. Throws
 * {@linkcode SystemError} when it cannot start.
 */
export type StartJob = (program: string, args: readonly string[], options: JobOptions) => Job;

export interface JobOptions {
  /** Variables beside ours. */
  readonly env?: Readonly<Record<string, string>>;
  /** Sees what the program writes; its streams are then pipes that we copy to ours. */
  readonly copyOutput?: (bytes: Uint8Array) => void;
}

/** A program that runs. */
export interface Job {
  /** Sends it a signal; nothing happens when it has ended. */
  kill(signal: string): void;
  readonly finished: Promise<{
    readonly code: number;
    /** The signal that ended it. */
    readonly signal: string | undefined;
  }>;
}

/** What the operating system says of itself and its user; `undefined` where it does not. */
export interface Machine {
  hostname(): string | undefined;
  /** Its version: `6.1.0`. */
  osRelease(): string | undefined;
  /** The account that we run under. */
  userName(): string | undefined;
}

export interface ListenOptions {
  readonly hostname: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** PEM certificate and key: speak TLS. */
  readonly tls?: { readonly certificate: string; readonly key: string } | undefined;
}

/** A TCP listener: iterate for its connections; ends when closed. */
export interface Listener extends AsyncIterable<Connection> {
  readonly port: number;
  /** Accepts no more, which ends the iteration; resolves when the accepted ones are closed as well. */
  close(): Promise<void>;
}

/** One accepted connection. Calls throw {@linkcode SystemError} when it broke. */
export interface Connection {
  /** The next piece, at least one byte; `undefined` when the other side sends no more. */
  read(): Promise<Uint8Array | undefined>;
  /** Writes all of it. */
  write(data: Uint8Array): Promise<void>;
  /** Tells the other side that nothing more comes; reading goes on. */
  closeWrite(): Promise<void>;
  /** Closes both ways; a waiting `read` gives `undefined` or throws. */
  close(): void;
  /**
   * Closes so that the other side sees "connection reset" instead of an orderly end, where the runtime
   * can (plain TCP from Deno 2.9); elsewhere like `close`.
   */
  reset(): void;
}

export type SqlValue = null | number | bigint | string | Uint8Array;

/** An SQLite database. */
export interface Database {
  /** Runs statements that give no rows. Every call throws {@linkcode SystemError}. */
  exec(sql: string): void;
  all(sql: string, ...values: SqlValue[]): Record<string, SqlValue>[];
  run(sql: string, ...values: SqlValue[]): { changes: number; lastId: number };
  close(): void;
}

export interface Terminal {
  readonly stdin: {
    readonly isTerminal: boolean;
    /** One line without its end; `undefined` at the end of input. */
    readLine(): Promise<string | undefined>;
    readAll(): Promise<Uint8Array>;
    /** A line typed without echo; only where stdin is a terminal. `undefined` at the end of input. */
    readSecret(question: string): Promise<string | undefined>;
  };
  readonly stdout: TerminalOutput;
  readonly stderr: TerminalOutput;
}

export interface TerminalOutput {
  readonly isTerminal: boolean;
  /** Width in columns; 80 where unknown. */
  columns(): number;
  /** Writes all of it, at once. Throws {@linkcode SystemError} (`broken-pipe` when nobody reads). */
  write(text: string): void;
}

/** What differs per operating system. One body per system, each tested on all. */
export interface Platform {
  readonly os: "linux" | "darwin" | "windows";
  /** `x86_64` or `aarch64`. */
  readonly arch: string;
  readonly path: PathOperations;
  /** Line end of text files written anew. */
  readonly lineEnd: "\n" | "\r\n";
  readonly executableSuffix: "" | ".exe";
  /** Number of the user who runs us, `undefined` where the system has none or does not say. */
  userId(): number | undefined;
  /** The user's home folder, `undefined` when the system knows none. */
  homeFolder(): string | undefined;
  configFolder(): string | undefined;
  cacheFolder(): string | undefined;
  /** For files that live as long as a program. */
  temporaryFolder(): string;
  /** PEM texts of the system's trusted roots that the runtime does not load by itself. */
  trustedRoots(): Promise<readonly string[]>;
  /**
   * Asks the system whether one of a server's certificates (DER, its own first) is revoked; `others`
   * may help to complete the chain. `undefined` where the system offers no such question.
   */
  readonly checkRevocation:
    | ((chain: readonly Uint8Array[], others: readonly Uint8Array[]) => Promise<Revocation>)
    | undefined;
  /** Opens a URL with the user's browser; `false` when that failed. */
  openBrowser(url: string): Promise<boolean>;
  /** Shows a note on the desktop; `false` when that failed. */
  notify(title: string, text: string): Promise<boolean>;
  /**
   * Puts the file `fresh` in the place of `program`, which may be running, with the same permission
   * bits, and keeps the one before as `former`, which may be `fresh`. All have to be in one folder.
   * Throws {@linkcode SystemError}; then `program` is as before.
   */
  replaceProgram(program: string, fresh: string, former: string): Promise<void>;
}

/** What a system knows of a certificate's revocation. */
export type Revocation =
  | { readonly status: "good" }
  | { readonly status: "revoked" | "unknown"; readonly why: string };

/** The path arithmetic of one operating system. */
export interface PathOperations {
  readonly separator: "/" | "\\";
  /** Between the entries of a path list such as `PATH`. */
  readonly delimiter: ":" | ";";
  join(...parts: string[]): string;
  dirname(path: string): string;
  basename(path: string): string;
  isAbsolute(path: string): boolean;
  normalize(path: string): string;
  relative(from: string, to: string): string;
  /** Absolute and normal form of `path`, taken relative to `base`. */
  resolve(base: string, path: string): string;
}
