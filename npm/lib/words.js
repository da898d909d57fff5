"use strict";

/** The options of an upload, in the order in which they are given to the program. */
const UPLOAD = [
  ["ignore", "list", "--ignore"],
  ["ignoreFile", "text", "--ignore-file"],
  ["dist", "text", "--dist"],
  ["decompress", "switch", "--decompress"],
  ["rewrite", "switch", "--rewrite", "--no-rewrite"],
  ["sourceMapReference", "off", "--no-sourcemap-reference"],
  ["dedupe", "off", "--no-dedupe"],
  ["stripPrefix", "list", "--strip-prefix"],
  ["stripCommonPrefix", "switch", "--strip-common-prefix"],
  ["validate", "switch", "--validate"],
  ["urlPrefix", "text", "--url-prefix"],
  ["urlSuffix", "text", "--url-suffix"],
  ["ext", "list", "--ext"],
];

const INJECT = [
  ["ignore", "list", "--ignore"],
  ["ignoreFile", "text", "--ignore-file"],
  ["ext", "list", "--ext"],
  ["dryRun", "switch", "--dry-run"],
];

const DEPLOY = [
  ["env", "text", "--env"],
  ["started", "text", "--started"],
  ["finished", "text", "--finished"],
  ["time", "text", "--time"],
  ["name", "text", "--name"],
  ["url", "text", "--url"],
];

/** Turns an object into words of a command line. */
function wordsOf(table, options) {
  return table.flatMap(([name, kind, flag, opposite]) => {
    const value = options[name];
    if (value === undefined || value === null) return [];
    switch (kind) {
      case "list":
        if (!Array.isArray(value)) {
          throw new Error(`${name} should be an array`);
        }
        return value.flatMap((each) => [flag, String(each)]);
      case "text":
        return [flag, String(value)];
      case "off":
        return value === false ? [flag] : [];
      default:
        if (value) return [flag];
        return value === false && opposite !== undefined ? [opposite] : [];
    }
  });
}

/** `-p` for each project. */
function projectWords(projects) {
  if (projects === undefined || projects === null) return [];
  if (!Array.isArray(projects)) {
    throw new Error("`options.projects` must be an array of slugs.");
  }
  return projects.flatMap((project) => ["-p", String(project)]);
}

/** What is installed is not what was built: left out, unless the caller says what to leave out. */
function ignoringInstalled(options) {
  const says = options.ignore !== undefined || options.ignoreFile !== undefined;
  return says ? options : { ...options, ignore: ["node_modules"] };
}

module.exports = {
  DEPLOY,
  INJECT,
  UPLOAD,
  ignoringInstalled,
  projectWords,
  wordsOf,
};
