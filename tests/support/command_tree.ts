/**
 * A command tree for the tests of `src/cli`: the names, options and rules of a part of the reference,
 * in its order, without anything behind them.
 */
import { type Command, defineCommand, defineGroup, type Group } from "../../src/cli/command.ts";
import {
  choice,
  flag,
  InvalidValue,
  type Option,
  type Options,
  parsed,
  text,
} from "../../src/cli/options.ts";

const SLUG = "Use the URL slug or the ID and not the name!";

function slug(summary: string, what: string): Option<string> {
  return parsed(summary, (word) => {
    if (/[/ ]/.test(word)) throw new InvalidValue(`Invalid value for ${what}. ${SLUG}`);
    return word;
  });
}

function release(summary: string): Option<string> {
  return parsed(summary, (word) => {
    if (word.trim() !== word) {
      throw new InvalidValue(
        "Invalid release version. Releases must not contain leading or trailing spaces.",
      );
    }
    if (word === "" || word === "." || word.includes("/")) {
      throw new InvalidValue(
        "Invalid release version. Slashes and certain whitespace characters are not permitted.",
      );
    }
    return word;
  });
}

function count(summary: string): Option<number> {
  return parsed(summary, (word) => {
    if (!/^\d+$/.test(word)) throw new InvalidValue("invalid digit found in string");
    return Number(word);
  });
}

const everywhere = {
  header: text("A header for all requests.").valueName("KEY:VALUE").repeated(),
  authToken: text("The token.").optional(),
  logLevel: parsed("How much is logged.", (word) => {
    if (!["trace", "debug", "info", "warn", "error"].includes(word)) {
      throw new InvalidValue("no such level");
    }
    return word;
  }).optional(),
  quiet: flag("Print nothing.").alias("silent"),
  allowFailure: flag("Exit with 0 after a failure.").hidden()
    .env("ALLOW_FAILURE", (word) => word === "1" ? true : undefined),
};

const org = slug("The organization.", "organization").short("o").optional();
const scope = { org, project: slug("The project.", "project").short("p").repeated() };
const version = { version: release("The version.") };
const releaseOption = { release: release("The release.").short("r").allowHyphen().optional() };

function leaf(summary: string, args: Options = {}, options: Options = {}): Command<null> {
  return defineCommand({ summary, args, options, run(_input, _context: null) {} });
}

function versioned(summary: string, options: Options = {}): Command<null> {
  return { ...leaf(summary, version, { ...scope, ...options }), hyphenatedFirstArgument: true };
}

function group(
  summary: string,
  commands: Group<null>["commands"],
  inherited: Options = {},
): Group<null> {
  return defineGroup({ summary, commands, inherited });
}

const deploys = defineGroup<null>({
  summary: "Manage deployments.",
  hidden: true,
  args: { version: release("The version.").allowHyphen().optional() },
  inherited: { ...scope, ...releaseOption },
  commands: {
    list: leaf("List deployments."),
    new: leaf("Create a deployment.", {}, {
      env: text("The environment.").short("e"),
      name: text("A name.").short("n").optional(),
    }),
  },
});

const releases = group("Manage releases.", {
  deploys,
  archive: versioned("Archive a release."),
  delete: versioned("Delete a release."),
  finalize: versioned("Finalize a release."),
  info: versioned("Print information about a release.", {
    showProjects: flag("Show projects.").short("P"),
    showCommits: flag("Show commits.").short("C"),
  }),
  list: leaf("List releases.", {}, {
    ...scope,
    showProjects: flag("Show projects.").short("P"),
    raw: flag("Versions only.").short("R"),
    delimiter: text("Between versions.").short("D").valueName("delimiter").requires("raw")
      .optional(),
    noAbbrev: flag("Ignored.").hidden(),
  }),
  new: versioned("Create a release.", {
    url: text("A link.").optional(),
    finalize: flag("Finalize it at once."),
    ref: text("Ignored.").hidden().optional(),
  }),
  "propose-version": leaf("Propose a version.", {}, scope),
  restore: versioned("Restore a release."),
  "set-commits": versioned("Set the commits of a release.", {
    clear: flag("Clear them."),
    auto: flag("Find them."),
    ignoreMissing: flag("Go on without the previous one."),
    local: flag("From the local repository.").conflictsWith("auto", "clear", "commit"),
    initialDepth: count("How many at first.").valueName("INITIAL DEPTH").optional(),
    commit: text("One commit.").short("c").valueName("SPEC").repeated(),
  }),
}, scope);

const debugFiles: Group<null> = {
  ...group("Work with debug files.", {
    "bundle-sources": leaf("Bundle sources."),
    check: leaf("Check a file."),
    find: leaf("Find files.", {
      ids: parsed("Debug identifiers.", (word) => {
        if (!/^[0-9a-f-]{32,}$/.test(word)) throw new InvalidValue("invalid debug identifier");
        return word;
      }).valueName("ID").rest(),
    }, {
      type: choice("Types to look for.", [
        "dsym",
        "elf",
        "pe",
        "pdb",
        "portablepdb",
        "sourcebundle",
        "breakpad",
        "proguard",
        "wasm",
        "jvm",
      ]).short("t").repeated(),
      noWellKnown: flag("Skip well known places."),
      noCwd: flag("Skip the working directory."),
      path: text("A place to look at.").short("p").repeated(),
      json: flag("As JSON."),
    }),
    "print-sources": leaf("Print sources."),
    upload: leaf("Upload files."),
  }),
  aliases: ["dif"],
  hiddenAliases: ["difutil"],
};

const monitors = group("Manage monitors.", {
  list: leaf("List monitors."),
  run: leaf("Run a command.", {
    slug: text("The monitor.").valueName("monitor-slug"),
    command: text("The command.").valueName("ARGS").rest().required().afterDashes(),
  }, {
    environment: text("The environment.").short("e").valueName("environment").default("production"),
    schedule: text("A schedule.").short("s").valueName("schedule").optional(),
    checkInMargin: count("Minutes.").valueName("checkin_margin").optional(),
    maxRuntime: count("Minutes.").valueName("max_runtime").optional(),
    timezone: text("A time zone.").valueName("timezone").optional(),
    failureIssueThreshold: count("Failures.").valueName("failure_issue_threshold").optional(),
    recoveryThreshold: count("Successes.").valueName("recovery_threshold").optional(),
  }),
});

const sourcemaps = group("Manage source maps.", {
  inject: leaf("Inject debug identifiers."),
  resolve: leaf("Resolve a position."),
  upload: leaf("Upload source maps.", { paths: text("Files.").completes("file").rest() }, {
    dist: text("The distribution.").short("d").optional(),
  }),
}, { ...scope, ...releaseOption });

/** The tree of the recorded lines. */
export function referenceTree(): Group<null> {
  const hidden = { hidden: true } as const;
  return defineGroup<null>({
    summary: "Command line utility.",
    options: { url: text("The server.").optional() },
    inherited: everywhere,
    commands: {
      completions: {
        ...leaf("Print a completion script.", {
          shell: choice("The shell.", ["bash", "elvish", "fish", "powershell", "zsh"])
            .valueName("shell").optional(),
        }),
        helpWhenBare: true,
      },
      "bash-hook": { ...leaf("Print a hook."), ...hidden },
      build: group("Manage builds.", { upload: leaf("Upload a build.") }),
      "code-mappings": group("Manage mappings.", { upload: leaf("Upload mappings.") }, scope),
      "debug-files": debugFiles,
      deploys: { ...deploys, args: {}, hidden: false },
      events: group("Manage events.", { list: leaf("List events.") }, scope),
      info: leaf("Print information.", {}, {
        configStatusJson: flag("As JSON."),
        noDefaults: flag("Skip defaults."),
      }),
      issues: group("Manage issues.", { list: leaf("List issues.") }, scope),
      login: leaf("Log in.", {}, { global: flag("For all projects.").short("g") }),
      logs: group("Manage logs.", { list: leaf("List logs.") }),
      monitors,
      organizations: group("Manage organizations.", { list: leaf("List organizations.") }),
      proguard: group("Manage mappings.", { uuid: leaf("Compute an identifier.") }),
      projects: group("Manage projects.", { list: leaf("List projects.") }, { org }),
      "react-native": group("Upload build artifacts.", { gradle: leaf("After Gradle.") }),
      releases,
      repos: group("Manage repositories.", { list: leaf("List repositories.") }, { org }),
      "send-event": leaf("Send an event.", {
        path: text("Events.").optional(),
      }, { raw: flag("As it is.") }),
      "send-envelope": leaf("Send an envelope.", { path: text("Envelopes.") }),
      snapshots: group("Compare snapshots.", { diff: leaf("Compare.") }),
      sourcemaps,
      "dart-symbol-map": group("Manage maps.", { upload: leaf("Upload a map.") }, scope),
      uninstall: leaf("Uninstall."),
      update: { ...leaf("Update."), ...hidden },
      "upload-dif": { ...leaf("Upload files."), ...hidden },
      "upload-dsym": { ...leaf("Upload files."), ...hidden },
      "upload-proguard": leaf("Upload mappings."),
    },
  });
}
