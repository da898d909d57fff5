/** Something in the configuration that does not do what its author meant. Never quotes a secret. */
export interface Problem {
  readonly level: "error" | "warning";
  /** What is wrong: one sentence without a full stop. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
  readonly file?: string | undefined;
  /** 1-based. */
  readonly line?: number | undefined;
  /** The place where there is no file: a variable or flag. */
  readonly where?: string | undefined;
  /** Every command says so already while it reads the configuration. */
  readonly isLogged?: boolean;
  /** The file cannot be read at all. */
  readonly isFatal?: boolean;
}

/** The problem on one line: `/repo/.sentryclirc:3: …`. */
export function problemText({ file, line, where, message, hint }: Problem): string {
  const place = file === undefined ? where : line === undefined ? file : `${file}:${line}`;
  return `${place === undefined ? "" : `${place}: `}${message}${hint ? ` (${hint})` : ""}`;
}
