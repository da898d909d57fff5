/**
 * The program, but it kills itself (SIGKILL) at one moment of its work on files: before or after the
 * n-th call that changes something. Contents are written in pieces, so that a moment may be in the
 * middle of a file. The rest is the real thing: real files, real doors.
 *
 * `deno run -A dying_program.ts MOMENT WORD…`; ends by itself when MOMENT is never reached, and then
 * says on stdout, last line, how many moments there were.
 */
import { runApp } from "../../src/app.ts";
import { denoSystem } from "../../src/system/deno/mod.ts";

const [last = "-1", ...words] = Deno.args;
let moments = 0;

function moment(): void {
  if (moments++ === Number(last)) Deno.kill(Deno.pid, "SIGKILL");
}

/** Puts a moment before and one behind a call. */
function around<Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) {
  return async (...args: Args): Promise<Result> => {
    moment();
    const result = await call(...args);
    moment();
    return result;
  };
}

/** Puts a moment before a call; the one behind it is that before the next. */
function before<Args extends unknown[], Result>(call: (...args: Args) => Result) {
  return (...args: Args): Result => {
    moment();
    return call(...args);
  };
}

Deno.open = around(Deno.open);
Deno.rename = around(Deno.rename);
Deno.remove = around(Deno.remove);
Deno.chmod = around(Deno.chmod);
Deno.mkdir = around(Deno.mkdir);
Deno.renameSync = before(Deno.renameSync);
const { write, sync, writeSync, truncateSync } = Deno.FsFile.prototype;
Deno.FsFile.prototype.sync = function () {
  return around(() => sync.call(this))();
};
Deno.FsFile.prototype.write = function (bytes: Uint8Array) {
  const piece = bytes.subarray(0, Math.max(1, Math.ceil(bytes.length / 4)));
  return around(() => write.call(this, piece))();
};
// The system stops a write between two pages only.
const PAGE_BYTES = 4096;
Deno.FsFile.prototype.writeSync = function (bytes: Uint8Array) {
  const half = Math.ceil(bytes.length / 2 / PAGE_BYTES) * PAGE_BYTES;
  return before(() => writeSync.call(this, bytes.subarray(0, Math.max(1, half))))();
};
Deno.FsFile.prototype.truncateSync = function (length?: number) {
  return before(() => truncateSync.call(this, length))();
};

const code = await runApp(denoSystem(import.meta.url), words);
console.log(`moments: ${moments}`);
Deno.exit(code);
