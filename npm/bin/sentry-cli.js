#!/usr/bin/env node
"use strict";
const { spawn } = require("node:child_process");
const process = require("node:process");
const { programCommand } = require("../lib/program.js");

function main() {
  let command;
  try {
    command = programCommand();
  } catch (error) {
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = 1;
    return;
  }
  const [program, ...first] = command;
  const child = spawn(program, [...first, ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  // A terminal tells both of us of Ctrl-C; who ends this process alone means the program, too.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal));
  }
  child.once("error", (error) => {
    process.stderr.write(
      `error: Could not start '${program}': ${error.message}\n`,
    );
    process.exitCode = 1;
  });
  child.once("exit", (code, signal) => {
    if (code !== null) process.exitCode = code;
    else {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
  });
}

main();
