"use strict";
const { execute } = require("./execute.js");
const { ignoringInstalled, INJECT, wordsOf } = require("./words.js");

/** Source maps before they are uploaded. */
class SourceMaps {
  constructor(options) {
    const { configFile, ...rest } = options ?? {};
    if (typeof configFile === "string") this.configFile = configFile;
    this.options = rest;
  }

  /** Writes debug ids into source files and their maps. */
  async inject(options) {
    const { paths, ...rest } = options ?? {};
    if (!Array.isArray(paths)) {
      throw new Error("`options.paths` must be a valid array of paths.");
    }
    const words = wordsOf(INJECT, ignoringInstalled(rest));
    return await this.execute([
      "sourcemaps",
      "inject",
      ...paths.map(String),
      ...words,
    ], true);
  }

  async execute(args, live) {
    return await execute(
      args,
      { live, silent: this.options.silent },
      this.configFile,
      this.options,
    );
  }
}

module.exports = { SourceMaps };
