/** Real system in, exit code out. The only place that ends the process. */
import { runApp } from "./src/app.ts";
import { denoSystem } from "./src/system/deno/mod.ts";

Deno.exit(await runApp(denoSystem(), Deno.args));
