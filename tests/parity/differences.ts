/** Every difference from the reference on purpose, with its reason. `docs/parity.md` is made from it. */

export interface Difference {
  readonly id: string;
  /** What the reference does. */
  readonly reference: string;
  /** What we do. */
  readonly ours: string;
  readonly reason: string;
  /** Where it was decided. */
  readonly decided: string;
  /** Shows in every run, so it is left out of the comparison (`everywhere.ts`) and named by no case. */
  readonly everywhere?: true;
}

export const DIFFERENCES: readonly Difference[] = [
  {
    id: "own-version",
    reference: "calls itself 3.8.0",
    ours: "calls itself by its own version, in `--version` and in `User-Agent`",
    reason: "a server must be able to tell the two apart",
    decided: "decisions §1",
    everywhere: true,
  },
  {
    id: "http-form",
    reference: "sends no `Accept-Encoding`, header names in one fixed order and spelling",
    ours: "sends what the runtime's HTTP library sends; order and letter case of headers differ",
    reason: "HTTP gives them no meaning",
    decided: "decisions §3",
    everywhere: true,
  },
  {
    id: "hints",
    reference: "ends each error with two fixed lines about the log level and bug reports",
    ours: "ends an error with a line that says what to do about it, when there is one",
    reason: "advice that fits helps; advice that never changes is not read",
    decided: "decisions §5",
    everywhere: true,
  },
];
