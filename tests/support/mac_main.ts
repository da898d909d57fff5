/** The program as it is on a Mac, over the real doors of this machine: for tests off macOS. */
import { runApp } from "../../src/app.ts";
import { denoSystem, denoTaskDoors } from "../../src/system/deno/mod.ts";
import { isWorkerThread, serveTasks } from "../../src/system/deno/workers.ts";
import { findTask } from "../../src/tasks.ts";

if (isWorkerThread()) serveTasks(findTask, denoTaskDoors);
else Deno.exit(await runApp(denoSystem(import.meta.url, "darwin"), Deno.args));
