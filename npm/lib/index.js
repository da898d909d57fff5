"use strict";
const { Releases } = require("./releases.js");
const { execute } = require("./execute.js");
const { SourceMaps } = require("./source_maps.js");
const { programPath } = require("./program.js");
const { version } = require("../package.json");

/**
 * Runs sentry-cli. `configFile` is a properties file (`SENTRY_PROPERTIES`), `null` for none; the
 * options take the place of the environment's settings.
 */
class SentryCli {
  constructor(configFile, options) {
    if (typeof configFile === "string") this.configFile = configFile;
    this.options = options ?? { silent: false };
    // They know the file through the options, so that each can be made on its own.
    this.releases = new Releases({ ...this.options, configFile });
    this.sourceMaps = new SourceMaps({ ...this.options, configFile });
  }

  /** The version of this package and of the program in it. */
  static getVersion() {
    return version;
  }

  /** The path of the program. */
  static getPath() {
    return programPath();
  }

  /** Runs any command line; see the types for `live`. */
  execute(args, live) {
    return execute(
      args,
      { live, silent: this.options.silent },
      this.configFile,
      this.options,
    );
  }
}

// The package of the 2.x line was the class itself, that of the 3.x line has it as a property.
module.exports = SentryCli;
module.exports.SentryCli = SentryCli;
module.exports.default = SentryCli;
