"use strict";
const { Caller } = require("./caller.js");
const { DEPLOY, ignoringInstalled, projectWords, UPLOAD, wordsOf } = require(
  "./words.js",
);

/** Releases, their files, commits and deploys. */
class Releases extends Caller {
  async new(release, { projects } = {}) {
    return await this.execute([
      "releases",
      "new",
      release,
      ...projectWords(projects),
    ], null);
  }

  async setCommits(release, options) {
    const { auto, repo, commit, previousCommit, ignoreMissing } = options ?? {};
    if (!auto && !(repo && commit)) {
      throw new Error(
        "options.auto, or options.repo and options.commit must be specified",
      );
    }
    const range = previousCommit ? `${previousCommit}..${commit}` : commit;
    const words = auto ? ["--auto"] : ["--commit", `${repo}@${range}`];
    if (ignoreMissing) words.push("--ignore-missing");
    return await this.execute(
      ["releases", "set-commits", release, ...words],
      false,
    );
  }

  async finalize(release) {
    return await this.execute(["releases", "finalize", release], null);
  }

  /** The version that suits the surroundings, without blanks around it. */
  async proposeVersion() {
    const version = await this.execute(["releases", "propose-version"], null);
    return version && version.trim();
  }

  /** One run of the program for each path, all at once. */
  async uploadSourceMaps(release, options) {
    if (!Array.isArray(options?.include)) {
      throw new Error(
        "`options.include` must be a valid array of paths and/or path descriptor objects.",
      );
    }
    const { include, projects, ...shared } = options;
    const head = [
      "sourcemaps",
      "upload",
      ...projectWords(projects),
      "--release",
      `${release}`,
    ];
    const runs = include.flatMap((entry) => {
      if (typeof entry !== "object" || entry === null) {
        return [{ path: entry, own: shared }];
      }
      const { paths, ...own } = entry;
      if (!Array.isArray(paths)) {
        throw new Error(
          "Path descriptor objects in `options.include` must contain a `paths` array. " +
            `Got ${JSON.stringify(entry)}.`,
        );
      }
      return paths.map((path) => ({ path, own: { ...shared, ...own } }));
    }).map((
      { path, own },
    ) => [...head, `${path}`, ...wordsOf(UPLOAD, ignoringInstalled(own))]);
    return await Promise.all(runs.map((words) => this.execute(words, true)));
  }

  async listDeploys(release) {
    return await this.execute(["releases", "deploys", release, "list"], null);
  }

  async newDeploy(release, options) {
    if (!options?.env) throw new Error("options.env must be a valid name");
    const { projects, ...deploy } = options;
    const head = [
      "deploys",
      "new",
      ...projectWords(projects),
      "--release",
      `${release}`,
    ];
    return await this.execute([...head, ...wordsOf(DEPLOY, deploy)], null);
  }
}

module.exports = { Releases };
