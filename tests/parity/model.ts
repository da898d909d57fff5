/**
 * What a parity case is: one command line with its surroundings, and where we differ on purpose.
 *
 * Cases are data. Texts may hold placeholders (see `placeholders.ts`): `{S}` for the server's URL,
 * `{T}` for a token, and so on.
 */

/** A file of a case: its text, bytes, or what else stands in its place. */
export type FileSpec =
  | string
  | { readonly text: string; readonly mode?: number }
  | { readonly base64: string; readonly mode?: number }
  | { readonly directory: true }
  | { readonly linkTo: string };

/** What the server answers to one request. */
export interface Reply {
  /** Default 200. */
  readonly status?: number;
  /** Sent as they are. `Content-Length` is added unless given here. */
  readonly headers?: { readonly [name: string]: string };
  /** A body as JSON, with its content type. */
  readonly json?: unknown;
  /** In the JSON, `missingChunks` is the list `chunks` of the request. */
  readonly allMissing?: true;
  /** A body as text; its content type, if any, must stand in `headers`. */
  readonly text?: string;
  /** Close the connection without an answer. */
  readonly hangUp?: true;
  /** Send only so many bytes of the body, then close. */
  readonly cutBodyAt?: number;
  /** No `Content-Length`: the body ends where the connection does. */
  readonly untilClose?: true;
}

/** How the two outcomes are looked at before they are compared. */
export type View =
  /** Every facet as it is. */
  | "plain"
  /** Help texts are our own words: compare usage line, command names and option names only. */
  | "help"
  /** Shell scripts are our own: compare that there is one, and which words it knows. */
  | "completions";

/** One way to look at an outcome. */
export type Facet =
  | "exit"
  | "stdout"
  | "error"
  | "causes"
  | "usage"
  | "warnings"
  | "notes"
  | "requests"
  | "files";

export const FACETS: readonly Facet[] = [
  "exit",
  "stdout",
  "error",
  "causes",
  "usage",
  "warnings",
  "notes",
  "requests",
  "files",
];

/**
 * What ours shows in a facet that differs: `true` for "something else", a text for "holds this text"
 * (an empty text: "shows nothing"), an expression for "matches", several for "holds all of these".
 */
export type Expected = true | string | number | RegExp | readonly string[];

/** A difference as a case meets it: the facets in which it shows, and what ours shows there. */
export type Shown = { readonly [F in Facet]?: Expected };

export interface Case {
  /** Unique. Rows of the specification carry their number: `spec 7.14: …`. */
  readonly name: string;
  readonly args: readonly string[];
  /** Which reference it is held against; default: 3.8.0. */
  readonly line?: "2.x";
  /** Variables; `null` takes away one that the harness would set. */
  readonly env?: { readonly [name: string]: string | null };
  /** Files in the home folder. */
  readonly home?: { readonly [path: string]: FileSpec };
  /** Files in the working folder. */
  readonly files?: { readonly [path: string]: FileSpec };
  /** Where to run, below the working folder. */
  readonly cwd?: string;
  readonly stdin?: string;
  /** Answers in order; the last one repeats. Without any, each request gets `200 {}`. */
  readonly replies?: readonly Reply[];
  readonly view?: View;
  /** Which streams are a terminal; needs the `script` program. */
  readonly terminal?: "stdout" | "both";
  /** Close the reading end of stdout at once. */
  readonly closeStdout?: true;
  /** Log lines of INFO and finer are compared, too (they are noise otherwise). */
  readonly compareLog?: true;
  /** Whether requests share a connection is compared, too. */
  readonly compareConnections?: true;
  /** Milliseconds that must lie between two requests that follow each other, as `[from, to]`. */
  readonly gapMs?: readonly [number, number];
  /** Ids of `differences.ts` with what they change here. */
  readonly differs?: { readonly [id: string]: Shown };
}

/** By id of a difference, then by name of a case: what ours shows there. */
export type Differing = { readonly [id: string]: { readonly [name: string]: Shown } };

/** A table of cases, and where ours differs on purpose. */
export function cases(
  area: string,
  table: readonly Case[],
  differing: Differing = {},
  { line }: Pick<Case, "line"> = {},
): Area {
  const names = new Set(table.map(({ name }) => name));
  for (const [id, byName] of Object.entries(differing)) {
    for (const name of Object.keys(byName)) {
      if (!names.has(name)) throw new Error(`${area}: "${id}" names no case "${name}"`);
    }
  }
  return {
    area,
    cases: table.map((each) => ({
      ...each,
      ...(line === undefined ? {} : { line }),
      differs: Object.fromEntries(
        Object.entries(differing).flatMap(([id, byName]) => {
          const shown = byName[each.name];
          return shown === undefined ? [] : [[id, shown]];
        }),
      ),
    })),
  };
}

export interface Area {
  readonly area: string;
  readonly cases: readonly Case[];
}

/** A request as the server saw it. */
export interface Recorded {
  /** Which of the servers: `S`, `S2`, `TLS`, `SOCKS`. */
  readonly server: string;
  /** Number of the connection, from 1, over all servers. */
  readonly connection: number;
  readonly method: string;
  readonly target: string;
  /** Header lines as sent, in order. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  readonly atMs: number;
}

/** What a run left behind, with everything that differs from run to run replaced. */
export interface Outcome {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly requests: readonly Recorded[];
  /** Changed files: path (from `{HOME}` or `{CWD}`) to mode and content, or `gone`. */
  readonly files: { readonly [path: string]: string };
  readonly timedOut: boolean;
}
