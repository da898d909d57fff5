/** Real system in, exit code out. The only place that ends the process. */
import { runApp } from "./src/app.ts";
import { denoSystem } from "./src/system/deno/mod.ts";

// Not awaited here: while this module's own code is on the stack, the first error that is made (a
// settings file that is not there) has V8 parse the whole bundle again, for the line numbers of a
// trace that nobody will see. That takes a quarter of a start.
queueMicrotask(async () => Deno.exit(await runApp(denoSystem(), Deno.args)));
