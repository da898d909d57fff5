/** Real system in, exit code out. The only place that ends the process. */
import { asksForVersion, isStandIn, printVersion } from "./src/print_version.ts";
import { denoTerminal } from "./src/system/deno/terminal.ts";
import { isWorkerThread, serveTasks } from "./src/system/deno/workers.ts";

/** What answers a command line is loaded when one asks for more than the version. */
async function run(words: readonly string[]): Promise<number> {
  if (asksForVersion(words) && !isStandIn(Deno.build.os, Deno.env)) {
    return printVersion(denoTerminal());
  }
  const [{ runApp }, { denoSystem }] = await Promise.all([
    import("./src/app.ts"),
    import("./src/system/deno/mod.ts"),
  ]);
  return await runApp(denoSystem(import.meta.url), words);
}

if (isWorkerThread()) {
  serveTasks(
    async (name) => await (await import("./src/tasks.ts")).findTask(name),
    async () => await (await import("./src/system/deno/mod.ts")).denoTaskDoors(),
  );
} else {
  // Not awaited here: while this module's own code is on the stack, the first error that is made (a
  // settings file that is not there) has V8 parse the whole bundle again, for the line numbers of a
  // trace that nobody will see. That takes a quarter of a start.
  queueMicrotask(async () => {
    const code = await run(Deno.args);
    // One turn of the event loop: the runtime keeps the compiled code for the next start only then.
    await crypto.subtle.digest("SHA-1", new Uint8Array(1));
    Deno.exit(code);
  });
}
