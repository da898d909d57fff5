/** Every difference from the reference on purpose, with its reason. `docs/parity.md` is made from it. */

export interface Difference {
  readonly id: string;
  /** What the reference does. */
  readonly reference: string;
  /** What we do. */
  readonly ours: string;
  readonly reason: string;
  /** Where it was decided. */
  readonly decided: string;
  /** Shows in every run, so it is left out of the comparison (`everywhere.ts`) and named by no case. */
  readonly everywhere?: true;
}

export const DIFFERENCES: readonly Difference[] = [
  {
    id: "own-version",
    reference: "calls itself 3.8.0",
    ours: "calls itself by its own version, in `--version` and in `User-Agent`",
    reason: "a server must be able to tell the two apart",
    decided: "decisions §1",
    everywhere: true,
  },
  {
    id: "http-form",
    reference: "sends no `Accept-Encoding`, header names in one fixed order and spelling",
    ours: "sends what the runtime's HTTP library sends; order and letter case of headers differ",
    reason: "HTTP gives them no meaning",
    decided: "decisions §3",
    everywhere: true,
  },
  {
    id: "hints",
    reference: "ends each error with two lines about the log level and bug reports",
    ours:
      "has the same two lines, and before them one that says what to do, when there is something to do",
    reason: "advice that fits the error helps",
    decided: "decisions §5",
    everywhere: true,
  },
  {
    id: "own-words",
    reference: "help texts and shell scripts of its own",
    ours:
      "other words; usage lines, names of commands, options, arguments and aliases are the same",
    reason: "clean room",
    decided: "decisions §1",
    everywhere: true,
  },
  {
    id: "own-commands",
    reference: "-",
    ours:
      "`config`, `doctor`, `flush`, `local`, `logout`, `permissions`, and the options `--check-in-timeout`, `--dry-run`, `--format`, `--install`, `--output-tail`, `--show-origin`, `--stdin`, `--strict`, `--exit-codes`",
    reason: "what no such tool has; nothing of the reference changes its meaning",
    decided: "decisions §1, §4, §5, §6",
    everywhere: true,
  },
  {
    id: "old-notices",
    reference:
      "2.58.6 says of each old spelling, and of each old server, that it is deprecated, and " +
      "tells on stderr how long each step took, terminal or not",
    ours: "says it in other words, and tells of steps on a terminal and in the log only",
    reason: "clean room; one line of 3.x for both",
    decided: "decisions §1",
    everywhere: true,
  },
  {
    id: "login-intro",
    reference: "opens `login` with three lines of its own",
    ours: "opens it with three other lines",
    reason: "clean room",
    decided: "decisions §1",
    everywhere: true,
  },
  {
    id: "info-log",
    reference: "INFO and finer log lines are not compared",
    ours: "has its own",
    reason: "they are for people, and clean room",
    decided: "decisions §5",
    everywhere: true,
  },
  {
    id: "log-redaction",
    reference:
      "logs the first 8 characters of a credential, and custom headers in full; ends its log with a line about the update check",
    ours: "logs `[REDACTED]` alone, for custom headers, too; has no such line",
    reason: "eight characters of a password are most of it",
    decided: "specification §3.4, Improve",
  },
  {
    id: "load-log-level",
    reference: "says at INFO that the properties file was read, before any level counts, so always",
    ours: "says it at INFO",
    reason: "the level that was asked for should hold",
    decided: "specification §1.1, Improve",
  },
  {
    id: "not-yet",
    reference: "has commands that ours still lacks",
    ours: "says that the command is unknown",
    reason: "they come with later issues; see the table of commands",
    decided: "issue 2",
  },
  {
    id: "own-releases",
    reference:
      "updates itself from Sentry's registry with a checksum, takes any other version for newer, and tells nobody when a download failed with an HTTP error",
    ours:
      "updates itself from releases of its own (`SENTRY_CLI_RELEASES_URL`) whose checksums are signed, never to an older version, and says what the server answered; keeps the version before, for `update --rollback`",
    reason: "the peer's binaries are not ours to install",
    decided: "specification §5.5, Improve",
  },
  {
    id: "uninstall-when-broken",
    reference: "does not uninstall where a settings file cannot be read",
    ours: "does",
    reason: "who wants to be rid of the program does not need its settings",
    decided: "architecture, Configuration",
  },
  {
    id: "host-rule",
    reference:
      "takes URL and token from one class of sources and drops the other, so that a token of the environment goes to the default host, or none is sent",
    ours:
      "resolves each on its own and refuses, before any request, to send an operator's token to an address that only a file of the repository names; lets it through under CI, for trusted hosts, and where the operator named the same address",
    reason:
      "nothing is dropped or sent elsewhere in silence, and a token goes only where its owner meant it to",
    decided: "decisions §4",
  },
  {
    id: "url-slash",
    reference: "warns when the URL in a token and the configured one differ by a slash at the end",
    ours: "does not",
    reason: "it is the same address",
    decided: "decisions §4.1",
  },
  {
    id: "empty-is-unset",
    reference:
      "takes an empty `SENTRY_ORG`, `SENTRY_PROJECT`, `SENTRY_URL`, `SENTRY_AUTH_TOKEN`, `SENTRY_PIPELINE` or flag at its word: requests to `/organizations//…`, an empty bearer",
    ours:
      "takes it as not set and lets the next source speak; `--config-status-json` still shows the empty text",
    reason: "build services export empty variables for missing secrets",
    decided: "specification §2, Improve",
  },
  {
    id: "api-key",
    reference: "ignores API keys (`SENTRY_API_KEY`, `auth.api_key`) and knows no `--api-key`",
    ours: "accepts them below any token, as 2.x did",
    reason: "the documentation still promises them",
    decided: "decisions §5",
  },
  {
    id: "token-trim",
    reference: "sends a blank before a token",
    ours: "cuts blanks around it",
    reason: "they come from copying and never belong to it",
    decided: "specification §3, Improve",
  },
  {
    id: "config-words",
    reference:
      "tells what is wrong with a broken file by character positions from 0 and parser jargon",
    ours: "names the file, the line from 1 and the reason in words",
    reason: "the user has to find the place",
    decided: "decisions §5",
  },
  {
    id: "ini-comments",
    reference: "refuses a file with an indented comment or one behind a section's name",
    ours: "reads it",
    reason: "a failure becomes the right result",
    decided: "decisions §5",
  },
  {
    id: "byte-order-mark",
    reference: "loses the first section of an INI file behind a byte order mark",
    ours: "reads it",
    reason: "a silent loss becomes the right result",
    decided: "decisions §5",
  },
  {
    id: "properties-unicode",
    reference: "reads UTF-8 in a properties file as Windows-1252, and refuses surrogate pairs",
    ours: "reads UTF-8 where the bytes are valid UTF-8, and joins pairs",
    reason: "a silent damage becomes the right result",
    decided: "decisions §5",
  },
  {
    id: "dotenv-words",
    reference:
      "warns about a `.env` without saying why; says nothing when `SENTRY_LOAD_DOTENV` is not exactly `1`",
    ours: "adds file, line and reason",
    reason: "the user has to find the place",
    decided: "decisions §5",
  },
  {
    id: "dotenv-lenient",
    reference: 'gives up on `"x$A"`, `\\t`, and a blank at the very end',
    ours: "reads them",
    reason: "a failure becomes the right result",
    decided: "decisions §5",
  },
  {
    id: "header-lines",
    reference:
      "drops a custom header without a colon in silence; lets a line break smuggle in a second header",
    ours: "refuses them, naming the source; in a pipeline text a line break becomes a blank",
    reason: "a silent failure and an injection become a clear message",
    decided: "decisions §5",
  },
  {
    id: "header-replaces",
    reference: "sends a custom `User-Agent`, `Authorization` or `Content-Type` beside its own",
    ours: "sends the custom one alone; of `Content-Type` its own, since the body is what it is",
    reason: "two of them are a request that servers and proxies refuse or read differently",
    decided: "specification §6.3, Improve",
  },
  {
    id: "header-removal",
    reference: "leaves out `Accept` and `Host` for `--header Accept:`",
    ours: "sends an empty `Accept`, and always `Host`",
    reason: "the runtime would fill in its own; HTTP/1.1 demands `Host`",
    decided: "decisions §3",
  },
  {
    id: "url-form",
    reference: "sends the host as it was written",
    ours: "sends it in small letters",
    reason: "URL parsers do that; the two are the same host",
    decided: "decisions §3",
  },
  {
    id: "bad-address",
    reference:
      "notices a blank, a missing host or a bad port in the server's address when it connects",
    ours: "notices it when it reads the address, like a bad scheme",
    reason: "it is the same mistake, and the same words name its source",
    decided: "decisions §5",
  },
  {
    id: "error-json",
    reference: "shows the facts of an error answer as a debug dump (`Object {…}`)",
    ours: "shows them as JSON",
    reason: "it can be read and copied",
    decided: "specification §1.2, Improve",
  },
  {
    id: "retry-more",
    reference: "tries again after 502, 503, 504, 507, 524 only",
    ours:
      "also after 408, 429, 500 and resets, for calls that are safe to repeat; honours `Retry-After`",
    reason: "these pass, and a build should not fail for them",
    decided: "decisions §3",
  },
  {
    id: "network-words",
    reference: "tells a network failure by libcurl's number and words",
    ours: "says who could not be reached, over which proxy, and why",
    reason: "the user has to find the place",
    decided: "decisions §5",
  },
  {
    id: "connect-user-agent",
    reference: "sends no `User-Agent` when it asks a proxy for a tunnel",
    ours: "the runtime sends its own there",
    reason: "the runtime offers no way to leave it out; nothing secret is in it",
    decided: "decisions §3",
  },
  {
    id: "query-encoding",
    reference: "leaves `&` and `%` in a query value as they are",
    ours: "encodes them",
    reason: "a value must not become another parameter",
    decided: "specification §1.1, Improve",
  },
  {
    id: "url-backslash",
    reference: "sends `\\` in a path as it is",
    ours: "encodes it",
    reason: "it is no character of a URL, and URL parsers take it for `/`",
    decided: "decisions §3",
  },
  {
    id: "control-characters",
    reference: "prints control characters that a server or a command line holds",
    ours: "leaves them out, or prints a blank",
    reason: "they could rewrite what the terminal shows",
    decided: "architecture, Output",
  },
  {
    id: "plain-tables",
    reference: "writes resets of the terminal's style into each cell on a terminal",
    ours: "writes none",
    reason: "they change nothing one sees and end up in copied text",
    decided: "specification §1.4",
  },
  {
    id: "colour-per-stream",
    reference: "decides by stdout whether stderr is coloured",
    ours: "decides for each stream",
    reason: "a log file should not hold colours",
    decided: "specification §5.3, Improve",
  },
  {
    id: "broken-pipe",
    reference: "crashes with 134 and a stack when nobody reads its output any more",
    ours: "ends with 141 and no word, as programs do that a pipe ends",
    reason: "a crash becomes the usual result",
    decided: "specification §5.2, Improve",
  },
  {
    id: "quiet-allow-failure",
    reference:
      "prints an error and a note about `--allow-failure` for a failure that was to be quiet",
    ours: "prints neither",
    reason: "quiet is quiet",
    decided: "specification §5.2, Improve",
  },
  {
    id: "says-why",
    reference:
      "prints nothing for a release that is not there, for commits that cannot be read, and for a link that leads to itself",
    ours: "says so on stderr; the code stays",
    reason: "a silent failure becomes a clear message",
    decided: "decisions §5",
  },
  {
    id: "own-advice",
    reference: "adds a line of advice to the name of a renamed project",
    ours: "adds another one",
    reason: "clean room",
    decided: "decisions §1",
  },
  {
    id: "lenient-answers",
    reference:
      "refuses an answer with `newGroups: null`, with a key twice, with half of a surrogate pair, behind a byte order mark, or whose media type has a blank before its parameters",
    ours: "reads it",
    reason: "a failure becomes the right result",
    decided: "decisions §5",
  },
  {
    id: "answer-words",
    reference: "says of a list in place of an object how many fields it lacks",
    ours: "says that it is a list",
    reason: "the number tells nobody anything",
    decided: "decisions §5",
  },
  {
    id: "unknown-org",
    reference: "`repos list` takes an organization that is not there for one without repositories",
    ours: "prints and answers the same, and warns on stderr",
    reason: "a typing mistake must not look like an empty list",
    decided: "specification §2, Improve",
  },
  {
    id: "unfinished-deploy",
    reference: "crashes on a deploy that is not finished",
    ours: "shows `-`",
    reason: "a crash becomes the right result",
    decided: "specification §4, Improve",
  },
  {
    id: "more-pages",
    reference: "stops after `--pages` pages (5 unless given) without a word",
    ours: "stops there, too, and says on stderr that there are more",
    reason: "what is missing should not look as if it were not there",
    decided: "decisions §5",
  },
  {
    id: "renamed-project",
    reference:
      "`issues mute`, `resolve` and `unresolve` count a redirect as success; `events list` and `issues list` fail over its body",
    ours: "says that the project has another name, exit 1",
    reason: "nothing was changed, and that must not stay silent",
    decided: "specification §5, Improve",
  },
  {
    id: "ignored-selection",
    reference: "`issues list` ignores `--status`, `--all` and `--id` without a word",
    ours: "ignores them with a warning",
    reason: "a silent surprise becomes a clear message",
    decided: "specification §5, Improve",
  },
  {
    id: "logs-url",
    reference: "`logs` lists an option `--url` in its help that it does not take",
    ours: "does not list it",
    reason: "help tells what there is",
    decided: "decisions §5",
  },
  {
    id: "logs-token-org",
    reference: "`logs list` does not look into the token for the organization",
    ours: "does so when no flag, variable or file names one",
    reason: "a failure becomes the right result",
    decided: "specification §6, Improve",
  },
  {
    id: "batch-causes",
    reference: "`code-mappings upload` says only that a batch failed",
    ours: "says why, on stderr",
    reason: "a failure should say what to do about it",
    decided: "specification §11, Improve",
  },
  {
    id: "token-first",
    reference: "`code-mappings upload` says that it uploads before it misses the token",
    ours: "looks for the token first",
    reason: "nothing is said that is not so",
    decided: "specification §11, Improve",
  },
  {
    id: "os-words",
    reference: "adds the number of the operating system's error: `(os error 2)`",
    ours: "says it in words alone",
    reason: "the number differs from system to system and says nothing more",
    decided: "decisions §5",
  },
  {
    id: "json-places",
    reference:
      "counts columns of files differently from those of answers, and reports a wrong type before the end of a container",
    ours: "counts all alike",
    reason: "one rule, and the place is at least as good",
    decided: "decisions §5",
  },
  {
    id: "socks-names",
    reference:
      "resolves the server's name itself with `socks5://`, and by the proxy with `socks5h://`",
    ours: "lets the proxy resolve it in both",
    reason: "the runtime offers no other way, and a proxy knows more names than we do",
    decided: "decisions §3",
  },
  {
    id: "usage-first",
    reference: "warns about a token's form before it reports a usage error",
    ours: "reports the usage error alone",
    reason: "nothing else was done",
    decided: "decisions §5",
  },
  {
    id: "tips",
    reference: "suggests its most similar command",
    ours: "suggests `logout`, which only ours has",
    reason: "it is more similar",
    decided: "decisions §1",
  },
  {
    id: "login-own-keys",
    reference:
      "writes all settings of the home file and the properties file into the project's file",
    ours: "writes the token and the address only",
    reason: "secrets of the home folder must not end up in a repository",
    decided: "specification §4.1, Improve",
  },
  {
    id: "login-keeps-text",
    reference: "writes the file anew, without comments and layout",
    ours: "changes two lines and keeps the rest",
    reason: "the file is the user's",
    decided: "specification §4.1, Improve",
  },
  {
    id: "login-follows-links",
    reference: "puts a file in the place of a symbolic link",
    ours: "changes the file that the link names",
    reason: "dotfiles are often links",
    decided: "specification §4.1, Improve",
  },
  {
    id: "login-makes-folder",
    reference: "cannot store a token when the home folder is missing",
    ours: "makes the folder",
    reason: "a failure becomes the right result",
    decided: "specification §4.1, Improve",
  },
  {
    id: "login-null-url",
    reference: "cannot log in with an organization token that names no server",
    ours: "uses the configured one",
    reason: "a failure becomes the right result",
    decided: "specification §4.1, Improve",
  },
  {
    id: "event-sdk",
    reference: "names its own library and compiler in events",
    ours: "names itself, `sentry-cli` and the version",
    reason: "they would not be true",
    decided: "specification §8, Improve",
    everywhere: true,
  },
  {
    id: "unknown-level",
    reference: "sends an event with an unknown `--level` as an error without a word",
    ours: "does the same, and warns",
    reason: "a silent failure becomes a clear message",
    decided: "specification §8, Improve",
  },
  {
    id: "environ-secrets",
    reference: "sends all environment variables, the auth token among them",
    ours: "masks what holds secrets, by name or by form",
    reason: "a leak",
    decided: "specification §8, Improve",
  },
  {
    id: "event-losses",
    reference:
      "drops keys that it does not know from events and envelopes, and refuses tags, exceptions and breadcrumbs in the form of lists",
    ours: "keeps them, and takes both forms; what both know is written in the same form",
    reason: "a loss",
    decided: "specification §8, §9, Improve",
  },
  {
    id: "envelope-lenient",
    reference: "refuses envelopes with blank lines at the end, CR LF, or items of newer kinds",
    ours: "sends them",
    reason: "they are right, and the server takes them",
    decided: "specification §9, Improve",
  },
  {
    id: "spool",
    reference: "an event or envelope that cannot be delivered is lost",
    ours:
      "keeps it in the cache folder for `flush`; same exit code and error. `spool.enabled=false` turns it off",
    reason: "a loss",
    decided: "issue 5",
  },
  {
    id: "ingest-strangers",
    reference:
      "takes every status below 400 for success: a redirect, or the page of a login or proxy",
    ours: "says that the event did not arrive, and keeps it for `flush`",
    reason: "a loss, and a silent one",
    decided: "decisions §5",
  },
  {
    id: "dsn-words",
    reference: "says that the DSN is missing when it is malformed",
    ours: "says what is wrong with it, and where it stands",
    reason: "the user has to find the place",
    decided: "specification §7, Improve",
  },
  {
    id: "early-times",
    reference: "cannot send an event of a time before 1970",
    ours: "sends it",
    reason: "a crash becomes the right result",
    decided: "decisions §5",
  },
  {
    id: "zone-minutes",
    reference:
      "adds the minutes of a zone west of Greenwich in log lines: `-0330` is two hours and a half",
    ours: "takes `-0330` for three hours and a half",
    reason: "a wrong time",
    decided: "decisions §5",
  },
  {
    id: "names-file",
    reference: "ends what the system says with its number: `(os error 2)`",
    ours: "has the words without the number, and names the file",
    reason: "the user has to find the place",
    decided: "decisions §5",
  },
  {
    id: "json-places",
    reference: "counts the column of a bad value in JSON in more than one way",
    ours: "counts in one; words of some problems are our own",
    reason: "they are for people",
    decided: "decisions §5",
  },
  {
    id: "crashes",
    reference: "crashes on a pattern that means nothing",
    ours: "is a usage error",
    reason: "a crash becomes a clear message",
    decided: "decisions §5",
  },
  {
    id: "auth-token-shown",
    reference: "does not list `--auth-token` in the help of `monitors run`, though it is accepted",
    ours: "lists it",
    reason: "it is one of the options of every command",
    decided: "decisions §5",
  },
  {
    id: "set-commits-without-repos",
    reference:
      "without configured repositories, `set-commits --clear` and `--commit` send the local history",
    ours: "`--clear` clears; `--commit` says that the repository is unknown",
    reason: "the opposite of what was asked for, without a word",
    decided: "decisions §5",
  },
  {
    id: "set-commits-empty-revision",
    reference: "`set-commits --commit REPO@A..` sends an empty revision, which no server takes",
    ours: "says what is missing, before anything is changed",
    reason: "a failure half-way becomes a clear message",
    decided: "decisions §5",
  },
  {
    id: "set-commits-repo-without-url",
    reference: "`set-commits --auto` fails when one of the repositories has no address",
    ours: "warns and goes on with the others",
    reason: "one repository that cannot be compared says nothing about the others",
    decided: "decisions §5",
  },
  {
    id: "release-advice",
    reference: "ends `propose-version` that found nothing with two sentences of advice",
    ours: "has a hint of its own",
    reason: "clean room",
    decided: "decisions §1",
  },
  {
    id: "broken-github-event",
    reference: "crashes on a file in `GITHUB_EVENT_PATH` that is not JSON or has no proper SHA",
    ours: "warns and goes on with git",
    reason: "a crash becomes the right result",
    decided: "decisions §5",
  },
  {
    id: "gradle-last-resort",
    reference: 'reads neither `build.gradle.kts` nor `versionName = "…"`',
    ours: "does where it would give up otherwise, and with `--all-gradle-forms` in their place",
    reason: "better than an error; where the reference finds another name, that stays",
    decided: "decisions §5",
  },
  {
    id: "inject-goes-on",
    reference:
      "ends `sourcemaps inject` at the first broken file, in random order, with others changed or not, and before all others at a link or folder that cannot be followed",
    ours: "goes on with the others, names what failed in the report, and fails with the same error",
    reason: "a script and its map are changed together or not at all, whatever stands beside them",
    decided: "source maps §2.5, Improve",
  },
  {
    id: "broken-map-is-named",
    reference:
      "passes over a file that a script names as its map and that is none, and takes a map of that name from another folder, or none",
    ours: "says that the file is no source map",
    reason: "a silent failure becomes a clear message",
    decided: "decisions §5",
  },
  {
    id: "map-bom",
    reference: "takes a map with a byte order mark for a script, or fails over it",
    ours: "skips the mark",
    reason: "a failure becomes the right result",
    decided: "source maps §2.2, Improve",
  },
  {
    id: "range-mappings",
    reference: "writes `rangeMappings` of other lines than those of the tokens",
    ours: "writes them where the tokens are",
    reason: "a silent failure becomes the right result",
    decided: "source maps §5.2",
  },
  {
    id: "key-twice",
    reference: "refuses a map that has one of its keys twice",
    ours: "takes the last of them, as every reader of JSON in JavaScript does",
    reason: "a failure becomes the right result",
    decided: "decisions §5",
  },
  {
    id: "columns-below-zero",
    reference: "takes columns below zero for huge ones, and loses some of their tokens",
    ours: "takes them for huge ones, too, and keeps them all",
    reason: "the map is broken; nothing of it should get lost on top of that",
    decided: "decisions §5",
  },
  {
    id: "ram-bundle-offsets",
    reference: "loses `x_facebook_offsets` and `x_metro_module_paths` when it injects",
    ours: "keeps them",
    reason: "without them the map of a RAM bundle is of no use",
    decided: "source maps §5.2, Improve",
  },
  {
    id: "ram-bundle-first-module",
    reference:
      "taking a RAM bundle apart, fails with `invalid ram bundle module entry` when nothing before a module is mapped",
    ours: "goes on",
    reason: "a failure becomes the right result",
    decided: "source maps §7.4",
  },
  {
    id: "ram-bundle-long-lines",
    reference:
      "ends the map of a RAM bundle's module at the first token that is behind the length of the module's last line, in whichever line it is",
    ours: "looks at the length of the last line in the last line only",
    reason: "the rest of the module would have no sources, and nobody would be told",
    decided: "source maps §7.4, Improve",
  },
  {
    id: "columns-beyond-ascii",
    reference:
      "counts the columns of the snippet's place in bytes, so that tokens behind letters beyond ASCII are off",
    ours: "counts in UTF-16 units, as source maps do",
    reason: "a silent failure becomes the right result",
    decided: "source maps §2.8, Improve",
  },
  {
    id: "upload-names-the-file",
    reference:
      "`sourcemaps upload` ends with the problem of a map or bundle, and not which one it is",
    ours: "the same with the file's name before it",
    reason: "in a build of thousands of files nobody finds it otherwise",
    decided: "decisions §5",
  },
  {
    id: "upload-sends-lost-chunks-again",
    reference:
      "fails with `unknown error` when the server turns out to lack chunks after the upload",
    ours: "sends those once more, and fails only when they are lacking still",
    reason: "a proxy that answers in place of the server, or a wrong first answer, loses nothing",
    decided: "issue 4, faults",
  },
  {
    id: "files-unknown-names",
    reference: "2.58.6 `files delete` says nothing of names that no file has",
    ours: "warns of each",
    reason: "a misspelt name should not look like a deleted file",
    decided: "decisions §5",
  },
  {
    id: "files-words",
    reference:
      "2.58.6 names fewer ways to give an organization than 3.x; sends who uploads single files for two projects to another server of its makers",
    ours: "says the former as 3.x does; says of the latter to upload for each project by itself",
    reason: "clean room",
    decided: "decisions §1",
  },
  {
    id: "bundles-where-offered",
    reference:
      "2.58.6 sends single files to a server that offers artifact bundles and not `release_files`",
    ours: "sends an artifact bundle",
    reason: "that is what such a server takes",
    decided: "decisions §5",
  },
  {
    id: "release-bundle-named",
    reference: "2.58.6 calls the release bundle of an upload without a project an artifact bundle",
    ours: "calls it a release bundle",
    reason: "that is what it is",
    decided: "decisions §5",
  },
  {
    id: "header-before-requests",
    reference: "2.58.6 `files upload` asks the server how to upload, then looks at the headers",
    ours: "looks at them first",
    reason: "what is wrong on the command line needs no server",
    decided: "decisions §5",
  },
  {
    id: "gradle-asks-first",
    reference: "`react-native gradle` works on the files, then asks the server how to upload",
    ours: "asks as soon as the files are there",
    reason: "the files are packed in pieces of the size that the server names",
    decided: "specification of uploads §7.1",
  },
  {
    id: "gone-commands",
    reference: "does not know what 2.x had",
    ours: "fails as well (exit 2), and says what has become of it and what to do",
    reason: "whoever comes from the 2.x line has to know what to do",
    decided: "decisions §1",
  },
  {
    id: "retired-option",
    reference:
      "refuses `sourcemaps upload --use-artifact-bundle`, which 2.x took, with a tip about file names",
    ours: "refuses it, too, and says that uploads are artifact bundles without it",
    reason: "whoever comes from the 2.x line has to know what to do",
    decided: "decisions §1",
  },
  {
    id: "upload-words",
    reference: "answers `--no-dedupe` with a deprecation notice",
    ours: "says the same in our own words",
    reason: "clean room",
    decided: "decisions §1",
  },
  {
    id: "long-words-masked",
    reference: "quotes a long value of an option in full when it does not fit",
    ours: "masks it where it could be a token",
    reason: "a secret typed in the wrong place must not end in a log",
    decided: "decisions §4",
  },
];
