"use strict";
const { execute } = require("./execute.js");

/** What the parts of the interface share: the options, and running command lines with them. */
class Caller {
  constructor(options) {
    const { configFile, ...rest } = options ?? {};
    if (typeof configFile === "string") this.configFile = configFile;
    this.options = rest;
  }

  /** Runs any command line with these options. */
  async execute(args, live) {
    return await execute(
      args,
      { live, silent: this.options.silent },
      this.configFile,
      this.options,
    );
  }
}

module.exports = { Caller };
