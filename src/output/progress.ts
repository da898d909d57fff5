/** What a long step shows while it runs: a record of how far it is, and a pure text of it. */
import { fitWidth } from "./width.ts";

/** One step of a command. */
export interface Step {
  /** In the line that it leaves behind: `Uploading completed in 0.33s`. */
  readonly name: string;
  /** While it runs: `Uploading files...`. */
  readonly label: string;
  /** How much there is to do; without it only the label moves. */
  readonly total?: number | undefined;
  readonly unit?: "bytes" | "count";
}

/** How far a step is. */
export interface ProgressState extends Step {
  readonly done: number;
  /** What is being worked on. */
  readonly item: string | undefined;
  readonly elapsedMs: number;
}

/** Tells how far a step is. */
export interface Bar {
  add(amount: number, item?: string): void;
  setTotal(total: number): void;
}

/** Shows steps while they run. */
export interface Progress {
  /** Runs a task under a bar, which is gone afterwards, however the task ends. */
  run<T>(step: Step, task: (bar: Bar) => Promise<T>): Promise<T>;
}

const BAR_COLUMNS = 24;
const SPINNER = ["|", "/", "-", "\\"];
/** A rate needs a moment before it means something. */
const RATE_FROM_MS = 500;

/** One line of at most `columns` columns. */
export function renderProgress(state: ProgressState, columns: number): string {
  const { label, done, total, item, elapsedMs, unit } = state;
  const turn = SPINNER[Math.floor(elapsedMs / 100) % SPINNER.length] ?? "";
  if (total === undefined) {
    return fitWidth([turn, label, item ?? ""].filter((part) => part !== "").join(" "), columns);
  }
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const full = Math.round(share * BAR_COLUMNS);
  const bar = `[${"#".repeat(full)}${"-".repeat(BAR_COLUMNS - full)}]`;
  const amount = unit === "bytes"
    ? `${sizeText(done)}/${sizeText(total)}${rateText(state)}`
    : `${done}/${total}`;
  const line = [turn, label, bar, amount, item ?? ""].filter((part) => part !== "").join(" ");
  return fitWidth(line, columns);
}

/** ` 3.1 MiB/s, 12 s left`, once both can be told. */
function rateText({ done, total = 0, elapsedMs }: ProgressState): string {
  if (elapsedMs < RATE_FROM_MS || done === 0) return "";
  const perSecond = (done / elapsedMs) * 1000;
  const left = Math.ceil(Math.max(0, total - done) / perSecond);
  return ` (${sizeText(perSecond)}/s, ${durationText(left)} left)`;
}

/** `17 B`, `3.1 MiB`. */
export function sizeText(bytes: number): string {
  let [value, unit] = [bytes, "B"];
  for (const next of ["KiB", "MiB", "GiB"]) {
    if (value < 1024) break;
    [value, unit] = [value / 1024, next];
  }
  return unit === "B" ? `${Math.round(value)} B` : `${value.toFixed(1)} ${unit}`;
}

function durationText(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `0.33s`, to the millisecond, as the reference writes it. */
export function secondsText(ms: number): string {
  return `${Math.round(ms) / 1000}s`;
}
