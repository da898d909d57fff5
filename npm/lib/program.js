"use strict";
const { accessSync, constants, existsSync } = require("node:fs");
const path = require("node:path");
const process = require("node:process");
const { name } = require("../package.json");

/** The one JavaScript file, for platforms without a program of their own. */
const BUNDLE = path.join(__dirname, "sentry-cli.mjs");

/** Where glibc's loader has to be. */
const LOADERS = {
  x64: "/lib64/ld-linux-x86-64.so.2",
  arm64: "/lib/ld-linux-aarch64.so.1",
};

/** The program of this platform's package; `undefined` when there is none here. */
function platformProgram() {
  const { platform, arch } = process;
  // Programs made for glibc do not start without its loader (Alpine has another C library).
  if (platform === "linux" && !existsSync(LOADERS[arch] ?? "")) {
    return undefined;
  }
  const file = platform === "win32" ? "sentry-cli.exe" : "sentry-cli";
  try {
    return require.resolve(`${name}-${platform}-${arch}/bin/${file}`);
  } catch {
    return undefined;
  }
}

/** A `deno` on PATH. */
function denoProgram() {
  const names = process.platform === "win32" ? ["deno.exe"] : ["deno"];
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter((
    each,
  ) => each !== "");
  return folders.flatMap((folder) => names.map((each) => path.join(folder, each)))
    .find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Program and first words with which to run a command line. */
function programCommand() {
  const named = process.env.SENTRY_BINARY_PATH;
  if (named) return [named];
  const program = platformProgram();
  if (program !== undefined) return [program];
  const deno = denoProgram();
  if (deno !== undefined) {
    const permissions = require("./permissions.json")[process.platform] ?? [];
    return [
      deno,
      "run",
      "--quiet",
      "--no-config",
      "--no-lock",
      ...permissions,
      BUNDLE,
    ];
  }
  const here = `${process.platform}-${process.arch}`;
  throw new Error(
    `sentry-cli has no program for this machine: the package ${name}-${here} is not installed ` +
      "(it does not exist for every platform, and an installation without optional dependencies " +
      "leaves it out), and no 'deno' is on PATH to run the JavaScript file instead. Install one " +
      "of the two, or name a program with SENTRY_BINARY_PATH.",
  );
}

/** The path of something that runs as sentry-cli. */
function programPath() {
  const named = process.env.SENTRY_BINARY_PATH;
  if (named) return named;
  return platformProgram() ??
    path.join(__dirname, "..", "bin", "sentry-cli");
}

module.exports = { programCommand, programPath };
