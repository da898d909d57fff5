"use strict";
const { Caller } = require("./caller.js");
const { ignoringInstalled, INJECT, wordsOf } = require("./words.js");

/** Source maps before they are uploaded. */
class SourceMaps extends Caller {
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
}

module.exports = { SourceMaps };
