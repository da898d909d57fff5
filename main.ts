/** Real system in, exit code out. The only place that ends the process. */
import { runApp } from "./src/app.ts";
import { denoSystem, denoTaskDoors } from "./src/system/deno/mod.ts";
import { isWorkerThread, serveTasks } from "./src/system/deno/workers.ts";
import { findTask } from "./src/tasks.ts";

if (isWorkerThread()) serveTasks(findTask, denoTaskDoors);
else {
  // Not awaited here: while this module's own code is on the stack, the first error that is made (a
  // settings file that is not there) has V8 parse the whole bundle again, for the line numbers of a
  // trace that nobody will see. That takes a quarter of a start.
  queueMicrotask(async () => {
    const code = await runApp(denoSystem(import.meta.url), Deno.args);
    // One turn of the event loop: the runtime keeps the compiled code for the next start only then.
    await crypto.subtle.digest("SHA-1", new Uint8Array(1));
    Deno.exit(code);
  });
}
