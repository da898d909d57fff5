/** The one driver of progress: a line on the terminal that is drawn over, or nothing but a log line. */
import type { Clock, TerminalOutput } from "../system/mod.ts";
import type { Log } from "./log.ts";
import { type Bar, type Progress, renderProgress, secondsText, type Step } from "./progress.ts";
import { oneLine } from "./sanitise.ts";
import type { Style } from "./style.ts";

export interface ProgressDoors {
  readonly stderr: TerminalOutput;
  readonly clock: Pick<Clock, "monotonic" | "alarm">;
  readonly log: Pick<Log, "info">;
  readonly style: Style;
  /** Whether the user wants to see bars at all. */
  readonly isWanted: boolean;
}

/** Drawing more often would only cost time. */
const REDRAW_MS = 100;
/** Back to the beginning of the line, and wipe it. */
const WIPE = "\r\x1b[2K";

export function createProgress({ stderr, clock, log, style, isWanted }: ProgressDoors): Progress {
  const isShown = stderr.isTerminal && isWanted;
  return {
    async run(step, task) {
      const start = clock.monotonic();
      const bar = isShown ? shownBar(step, stderr, clock) : { ...SILENT, end() {} };
      let isDone = false;
      try {
        const result = await task(bar);
        isDone = true;
        return result;
      } finally {
        bar.end();
        const line = `${step.name} completed in ${secondsText(clock.monotonic() - start)}`;
        if (isDone && isShown) stderr.write(`${style.dim(">")} ${line}\n`);
        else if (isDone) log.info(line);
      }
    },
  };
}

const SILENT: Bar = { add() {}, setTotal() {} };

function shownBar(
  step: Step,
  stderr: TerminalOutput,
  clock: Pick<Clock, "monotonic" | "alarm">,
): Bar & { end(): void } {
  const start = clock.monotonic();
  let [done, total, drawnAt] = [0, step.total, -Infinity];
  let item: string | undefined;
  const draw = (): void => {
    const now = clock.monotonic();
    if (now - drawnAt < REDRAW_MS) return;
    drawnAt = now;
    const state = { ...step, total, done, item, elapsedMs: now - start };
    // One column is left free: in the last one some terminals break the line.
    stderr.write(`${WIPE}${renderProgress(state, stderr.columns() - 1)}`);
  };
  // Also while nothing happens: whoever waits sees that it goes on, and how the rate falls.
  let stop = () => {};
  const tick = (): void => {
    draw();
    stop = clock.alarm(REDRAW_MS, tick);
  };
  tick();
  return {
    add(amount, name) {
      done += amount;
      if (name !== undefined) item = oneLine(name);
      draw();
    },
    setTotal(amount) {
      total = amount;
      draw();
    },
    end() {
      stop();
      stderr.write(WIPE);
    },
  };
}

/** A progress that nobody sees, for tests and tasks of no length. */
export const silentProgress: Progress = { run: (_step, task) => task(SILENT) };
