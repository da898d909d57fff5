"use strict";
const { execFile, spawn } = require("node:child_process");
const process = require("node:process");
const { programCommand } = require("./program.js");

/** The variable that carries an option to the program. */
const VARIABLES = {
  url: "SENTRY_URL",
  authToken: "SENTRY_AUTH_TOKEN",
  apiKey: "SENTRY_API_KEY",
  dsn: "SENTRY_DSN",
  org: "SENTRY_ORG",
  project: "SENTRY_PROJECT",
  vcsRemote: "SENTRY_VCS_REMOTE",
  customHeader: "CUSTOM_HEADER",
};

/** The environment of the program. */
function environment(configFile, options) {
  const env = { ...process.env };
  if (typeof configFile === "string") env.SENTRY_PROPERTIES = configFile;
  for (const [option, variable] of Object.entries(VARIABLES)) {
    const value = options[option];
    if (value !== undefined && value !== null && value !== "") {
      env[variable] = String(value);
    }
  }
  return env;
}

/** The command line with the headers, which no variable could carry: a single custom header wins. */
function withHeaders(args, options) {
  if (options.customHeader || !options.headers) return [...args];
  const words = Object.entries(options.headers).flatMap(([name, value]) => [
    "--header",
    `${name}:${value}`,
  ]);
  return [...words, ...args];
}

/**
 * Runs the program. Without `live` the promise gives what it prints; with it the program writes to
 * our own streams (nowhere when `silent`), and the promise gives a fixed text. A failure rejects.
 */
async function execute(args, { live, silent }, configFile, options = {}) {
  const env = environment(configFile, options);
  const [program, ...first] = programCommand(args);
  const words = [...first, ...withHeaders(args, options)];
  if (!live) return await captured(program, words, env);
  await watched(program, words, env, { silent, shown: args });
  return "success (live mode)";
}

function captured(program, words, env) {
  return new Promise((resolve, reject) => {
    // No limit: a long listing is no failure.
    execFile(program, words, { env, maxBuffer: Infinity }, (error, stdout) => {
      if (error) reject(error);
      else resolve(stdout);
    });
  });
}

function watched(program, words, env, { silent, shown }) {
  return new Promise((resolve, reject) => {
    const output = silent ? "ignore" : "inherit";
    const child = spawn(program, words, {
      env,
      stdio: ["inherit", output, output],
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (code === 0) return resolve();
      const how = code === null ? `was ended by ${signal}` : `failed with exit code ${code}`;
      reject(new Error(`Command ${shown.join(" ")} ${how}`));
    });
  });
}

module.exports = { execute };
