/** Signals of this process: they stop it, unless somebody takes them. */

const STOPPING: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM"];
/** Signals that mean something to a child; nobody listens to them otherwise. */
const OTHERS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGBREAK"]
  : ["SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"];

/** What comes of the signals. */
export interface Signals {
  /** Aborts at the first one that stops us; a second one ends the process at once. */
  readonly signal: AbortSignal;
  takeSignals(take: (name: string) => void): () => void;
}

/** Starts to listen. */
export function watchSignals(): Signals {
  const controller = new AbortController();
  const takers: ((name: string) => void)[] = [];
  for (const name of STOPPING) {
    Deno.addSignalListener(name, () => {
      const taker = takers.at(-1);
      if (taker !== undefined) return taker(name);
      if (controller.signal.aborted) Deno.exit(name === "SIGTERM" ? 143 : 130);
      controller.abort(name);
    });
  }
  return {
    signal: controller.signal,
    takeSignals(take) {
      const taker = (name: string) => take(name);
      takers.push(taker);
      const listeners = OTHERS.map((name) => [name, () => taker(name)] as const);
      for (const [name, listener] of listeners) Deno.addSignalListener(name, listener);
      return () => {
        takers.splice(takers.indexOf(taker), 1);
        for (const [name, listener] of listeners) Deno.removeSignalListener(name, listener);
      };
    },
  };
}
