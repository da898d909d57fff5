/**
 * The catalogue: one row for every setting. Sources, `config`, `info` and the settings reference all
 * read it; nothing else knows the name of a variable or an ini key. A table: it may run long.
 */
import {
  DEFAULT_LOG_LEVELS,
  LOG_LEVELS,
  type LogLevels,
  parseLogLevels,
} from "../base/log_levels.ts";
import { MASK, Secret } from "../base/secret.ts";
import { type Dsn, parseDsn } from "./dsn.ts";
import type { Setting } from "./model.ts";
import { ignoredRow, row, secretRow, switchRow, textRow, VARIABLE_ONLY } from "./setting_rows.ts";
import {
  parseChoice,
  parseDurationMs,
  parseList,
  parseU32,
  parseU64,
  withoutCredentials,
} from "./setting_values.ts";

const LOG_FORMATS = ["text", "json"] as const;
const EXIT_CODES = ["reference", "semantic"] as const;

export const settings = {
  authToken: secretRow("auth.token", "The auth token that proves who you are.", {
    variables: ["SENTRY_AUTH_TOKEN"],
    flag: "--auth-token",
    emptyVariable: "unset",
  }),
  apiKey: secretRow("auth.api_key", "An API key, the deprecated predecessor of auth tokens.", {
    variables: ["SENTRY_API_KEY"],
    flag: "--api-key",
    emptyVariable: "unset",
  }),
  dsn: row<Dsn>("auth.dsn", "Where events, envelopes and check-ins are sent.", {
    variables: ["SENTRY_DSN"],
    form: "DSN",
    parse: parseDsn,
    secret: true,
    shown: withoutCredentials,
  }),
  trustedHosts: row<readonly string[]>(
    "auth.trusted_hosts",
    "Servers that may get your token even when a repository names them.",
    {
      variables: ["SENTRY_TRUSTED_HOSTS"],
      form: "hosts or URLs, separated by commas",
      parse: parseList,
      join: (lists) => lists.flat(),
      joins: "places",
      operatorOnly: true,
    },
  ),

  url: textRow("defaults.url", "Address of the Sentry server, without a path.", {
    variables: ["SENTRY_URL"],
    flag: "--url",
    form: "URL",
    emptyVariable: "unset",
    defaultValue: "https://sentry.io",
    shown: withoutCredentials,
  }),
  org: textRow("defaults.org", "Organization, by its slug or id.", {
    variables: ["SENTRY_ORG"],
    flag: "--org",
    form: "slug or id",
    emptyVariable: "unset",
  }),
  project: textRow("defaults.project", "Project, by its slug or id.", {
    variables: ["SENTRY_PROJECT"],
    flag: "--project",
    form: "slug or id",
    emptyVariable: "unset",
  }),
  environment: textRow("defaults.environment", "Environment that events are sent for.", {
    variables: ["SENTRY_ENVIRONMENT"],
  }),
  vcsRemote: textRow("defaults.vcs_remote", "The git remote that names the repository.", {
    variables: ["SENTRY_VCS_REMOTE"],
    form: "name of a remote",
    defaultValue: "origin",
  }),
  pipeline: textRow("defaults.pipeline", "Name of the build pipeline, added to the User-Agent.", {
    variables: ["SENTRY_PIPELINE"],
    emptyVariable: "unset",
  }),
  customHeader: row<readonly Secret[]>(
    "defaults.custom_header",
    "A header to send with every request to the Sentry server.",
    {
      variables: ["CUSTOM_HEADER"],
      flag: "--header",
      form: "Name: value",
      parse: (text) => text === "" ? [] : [new Secret(text)],
      join: (values) => values.flat(),
      secret: true,
      // A line without a colon is no header; it may be all value.
      shown: (text) => text.includes(":") ? text.replace(/(:\s*).+$/s, `$1${MASK}`) : MASK,
    },
  ),

  proxyUrl: secretRow("http.proxy_url", "Proxy for all requests; empty for none at all.", {
    // The upper-case name is ignored on purpose: web servers set it from a request header.
    variables: ["http_proxy"],
    form: "URL",
    shown: withoutCredentials,
  }),
  proxyUsername: textRow("http.proxy_username", "User name at the proxy."),
  proxyPassword: secretRow("http.proxy_password", "Password at the proxy."),
  httpsProxy: secretRow("env.https_proxy", "Proxy for https servers.", {
    ...VARIABLE_ONLY,
    variables: ["https_proxy", "HTTPS_PROXY"],
    form: "URL",
    shown: withoutCredentials,
  }),
  allProxy: secretRow("env.all_proxy", "Proxy where no other one is set.", {
    ...VARIABLE_ONLY,
    variables: ["all_proxy", "ALL_PROXY"],
    form: "URL",
    shown: withoutCredentials,
  }),
  noProxy: textRow("env.no_proxy", "Hosts and networks that are reached without a proxy.", {
    ...VARIABLE_ONLY,
    variables: ["no_proxy", "NO_PROXY"],
    form: "hosts, separated by commas",
    emptyVariable: "unset",
  }),
  keepAlive: switchRow(
    "http.keepalive",
    "Whether connections are used again. Default: yes for https, no for http.",
    (text) => text === "true",
  ),
  verifySsl: switchRow(
    "http.verify_ssl",
    "Whether the server's certificate is checked; only false turns it off.",
    (text) => text.toLowerCase() !== "false",
    { defaultValue: true },
  ),
  checkSslRevoke: switchRow(
    "http.check_ssl_revoke",
    "Whether revoked certificates are refused (Windows); only false turns it off.",
    (text) => text.toLowerCase() !== "false",
    { defaultValue: true },
  ),
  caFile: textRow("http.ca_file", "Certificates to trust beside those of the system.", {
    variables: ["SENTRY_HTTP_CA_FILE"],
    form: "path of a PEM file",
    emptyVariable: "unset",
  }),
  curlCaBundle: textRow("env.curl_ca_bundle", "Certificates to trust beside those of the system.", {
    ...VARIABLE_ONLY,
    variables: ["CURL_CA_BUNDLE"],
    form: "path of a PEM file",
  }),
  sslCertFile: textRow("env.ssl_cert_file", "Certificates to trust beside those of the system.", {
    ...VARIABLE_ONLY,
    variables: ["SSL_CERT_FILE"],
    form: "path of a PEM file",
    emptyVariable: "unset",
  }),
  nodeExtraCaCerts: textRow(
    "env.node_extra_ca_certs",
    "Certificates to trust beside those of the system.",
    {
      ...VARIABLE_ONLY,
      variables: ["NODE_EXTRA_CA_CERTS"],
      form: "path of a PEM file",
      emptyVariable: "unset",
    },
  ),
  clientCertificate: textRow("http.client_certificate", "Certificate that the server asks of us.", {
    variables: ["SENTRY_HTTP_CLIENT_CERT"],
    form: "path of a PEM file",
    emptyVariable: "unset",
  }),
  clientKey: textRow("http.client_key", "Private key of the client certificate.", {
    variables: ["SENTRY_HTTP_CLIENT_KEY"],
    form: "path of a PEM file",
    emptyVariable: "unset",
  }),
  maxRetries: row<number>("http.max_retries", "How often a failed request is repeated.", {
    variables: ["SENTRY_HTTP_MAX_RETRIES"],
    form: "whole number",
    parse: parseU32,
    onInvalid: "warn",
    defaultValue: 5,
  }),
  answerTimeout: row<number>(
    "http.answer_timeout",
    "How long to wait for an answer to begin; by default 2 minutes, and 30 seconds for events.",
    {
      variables: ["SENTRY_HTTP_ANSWER_TIMEOUT"],
      form: "time, e.g. 30s",
      parse: parseDurationMs,
      emptyVariable: "unset",
    },
  ),
  idleTimeout: row<number>("http.idle_timeout", "How long an answer may stand still.", {
    variables: ["SENTRY_HTTP_IDLE_TIMEOUT"],
    form: "time, e.g. 30s",
    parse: parseDurationMs,
    emptyVariable: "unset",
  }),
  timeout: row<number>("http.timeout", "How long one request may take from start to end.", {
    variables: ["SENTRY_HTTP_TIMEOUT"],
    form: "time, e.g. 10m",
    parse: parseDurationMs,
    emptyVariable: "unset",
  }),

  logLevel: row<LogLevels>("log.level", "How much is logged; of some areas with `area=level`.", {
    variables: ["SENTRY_LOG_LEVEL"],
    flag: "--log-level",
    form: LOG_LEVELS.join(", "),
    parse: parseLogLevels,
    onInvalid: "skip",
    defaultValue: DEFAULT_LOG_LEVELS,
  }),
  logFile: textRow("log.file", "A file to which the log is added, with all details.", {
    variables: ["SENTRY_LOG_FILE"],
    flag: "--log-file",
    form: "path",
    emptyVariable: "unset",
    // A repository must not make us write wherever it likes.
    operatorOnly: true,
  }),
  logFormat: row<(typeof LOG_FORMATS)[number]>("log.format", "How lines of the log are written.", {
    variables: ["SENTRY_LOG_FORMAT"],
    flag: "--log-format",
    form: LOG_FORMATS.join(" or "),
    parse: (text) => parseChoice(text, LOG_FORMATS),
    onInvalid: "warn",
    emptyVariable: "unset",
    defaultValue: "text",
  }),
  exitCodes: row<(typeof EXIT_CODES)[number]>(
    "ui.exit_codes",
    "Exit codes as in 3.8, or one per kind of failure.",
    {
      variables: ["SENTRY_EXIT_CODES"],
      flag: "--exit-codes",
      form: EXIT_CODES.join(" or "),
      parse: (text) => parseChoice(text, EXIT_CODES),
      onInvalid: "warn",
      emptyVariable: "unset",
      defaultValue: "reference",
    },
  ),
  showNotifications: switchRow(
    "ui.show_notifications",
    "Whether Xcode builds show desktop notifications.",
    (text) => text === "true",
    { defaultValue: true },
  ),
  noProgressBar: switchRow(
    "env.no_progress_bar",
    "1 hides progress bars.",
    (text) => text === "1",
    { ...VARIABLE_ONLY, variables: ["SENTRY_NO_PROGRESS_BAR"], form: "1", defaultValue: false },
  ),
  noColor: switchRow("env.no_color", "Set to anything, even nothing: no colours.", () => true, {
    ...VARIABLE_ONLY,
    variables: ["NO_COLOR"],
    form: "anything",
  }),
  cliColor: textRow("env.clicolor", "0 means no colours.", {
    ...VARIABLE_ONLY,
    variables: ["CLICOLOR"],
    form: "0",
  }),
  cliColorForce: textRow("env.clicolor_force", "Anything but 0: colours even without a terminal.", {
    ...VARIABLE_ONLY,
    variables: ["CLICOLOR_FORCE"],
    form: "1",
  }),
  disableUpdateCheck: switchRow(
    "update.disable_check",
    "Whether looking for newer versions is off.",
    // A variable may also say 1, and any other text turns the check on again.
    (text, { kind }) => text === "true" || (text === "1" && (kind === "env" || kind === "dotenv")),
    { variables: ["SENTRY_DISABLE_UPDATE_CHECK"], defaultValue: false },
  ),
  releasesUrl: textRow("update.releases_url", "Where newer versions are: an address or a folder.", {
    variables: ["SENTRY_CLI_RELEASES_URL"],
    form: "URL or path",
    emptyVariable: "unset",
    // A repository must not choose which program is installed.
    operatorOnly: true,
  }),
  releaseKey: textRow("update.release_key", "The key that signs releases of another place.", {
    variables: ["SENTRY_CLI_RELEASE_KEY"],
    form: "Ed25519 public key in base64",
    emptyVariable: "unset",
    operatorOnly: true,
  }),
  allowFailure: switchRow(
    "env.allow_failure",
    "1 or true: exit with 0 even when the command fails.",
    (text) => text === "1" || text === "true",
    {
      ...VARIABLE_ONLY,
      variables: ["SENTRY_ALLOW_FAILURE"],
      flag: "--allow-failure",
      form: "1 or true",
      defaultValue: false,
    },
  ),

  maxItemSize: row<number>("dif.max_item_size", "Largest source file put into a source bundle.", {
    legacyKeys: ["dsym.max_item_size"],
    form: "bytes",
    parse: parseU64,
    onInvalid: "default",
    defaultValue: 1024 * 1024,
  }),
  maxUploadSize: row<number>("dif.max_upload_size", "Most bytes of debug files in one upload.", {
    legacyKeys: ["dsym.max_upload_size"],
    form: "bytes",
    parse: parseU64,
    onInvalid: "default",
    defaultValue: 35 * 1024 * 1024,
  }),
  deviceFamily: textRow("device.family", "Family of the device that events are sent for.", {
    variables: ["DEVICE_FAMILY"],
  }),
  deviceModel: textRow("device.model", "Model of the device that events are sent for.", {
    variables: ["DEVICE_MODEL"],
  }),

  sendDefaultPii: switchRow(
    "events.send_default_pii",
    "Whether events tell your account, address, machine and environment, unasked.",
    (text) => !/^(false|0|no|off)$/i.test(text),
    { variables: ["SENTRY_SEND_DEFAULT_PII"], emptyVariable: "unset", defaultValue: true },
  ),
  spool: switchRow(
    "spool.enabled",
    "Whether events that cannot be delivered are kept for `flush`.",
    (text) => !/^(false|0|no|off)$/i.test(text),
    { variables: ["SENTRY_SPOOL"], emptyVariable: "unset", defaultValue: true },
  ),
  spoolMaxSize: row<number>("spool.max_size", "Most bytes that are kept; the oldest go first.", {
    variables: ["SENTRY_SPOOL_MAX_SIZE"],
    form: "bytes",
    parse: parseU64,
    onInvalid: "default",
    emptyVariable: "unset",
    defaultValue: 20 * 1024 * 1024,
  }),
  spoolMaxAge: row<number>("spool.max_age", "How long they are kept.", {
    variables: ["SENTRY_SPOOL_MAX_AGE"],
    form: "time, e.g. 30s",
    parse: parseDurationMs,
    onInvalid: "default",
    emptyVariable: "unset",
    defaultValue: 7 * 24 * 60 * 60 * 1000,
  }),

  release: textRow("env.release", "Version of the release.", {
    ...VARIABLE_ONLY,
    variables: ["SENTRY_RELEASE"],
    flag: "--release",
    form: "version",
    emptyVariable: "unset",
  }),
  properties: textRow("env.properties", "A Java properties file with further settings.", {
    ...VARIABLE_ONLY,
    variables: ["SENTRY_PROPERTIES"],
    form: "path",
  }),
  loadDotenv: switchRow(
    "env.load_dotenv",
    "Anything but 1: no .env file is read.",
    (text) => text === "1",
    { ...VARIABLE_ONLY, variables: ["SENTRY_LOAD_DOTENV"], form: "1", defaultValue: true },
  ),
  dotenvPath: textRow("env.dotenv_path", "The .env file to read; it overrides the environment.", {
    ...VARIABLE_ONLY,
    variables: ["SENTRY_DOTENV_PATH"],
    form: "path",
  }),
  dotenvPaths: textRow("env.dotenv_paths", "Several .env files, each overriding those before.", {
    ...VARIABLE_ONLY,
    variables: ["SENTRY_DOTENV_PATHS"],
    form: "paths, separated by commas",
  }),
  ci: textRow(
    "env.ci",
    "Set by build services; your token may then go to the repository's server.",
    {
      ...VARIABLE_ONLY,
      variables: ["CI"],
      form: "anything",
    },
  ),
  integrationTest: switchRow(
    "env.integration_test",
    "Set to anything, even nothing: no home file is read.",
    () => true,
    { ...VARIABLE_ONLY, variables: ["SENTRY_INTEGRATION_TEST"], form: "anything" },
  ),

  transferEncoding: ignoredRow(
    "http.transfer_encoding",
    "Compressed transfer of answers; negotiated without asking.",
  ),
  crashReporting: ignoredRow(
    "crash_reporting.enabled",
    "Crash reports of the tool itself; there are none.",
  ),
  crashReportingDsn: secretRow(
    "crash_reporting.sentry_dsn",
    "Where crash reports of the tool itself go; there are none.",
    { ignored: true },
  ),
  proguardChunkUpload: ignoredRow(
    "env.experimental_proguard_chunk_upload",
    "Chunked upload of ProGuard mappings; always on.",
    { ...VARIABLE_ONLY, variables: ["SENTRY_EXPERIMENTAL_PROGUARD_CHUNK_UPLOAD"] },
  ),
  forceArtifactBundles: ignoredRow(
    "env.force_artifact_bundles",
    "Upload of source maps as artifact bundles; always on.",
    { ...VARIABLE_ONLY, variables: ["SENTRY_FORCE_ARTIFACT_BUNDLES"] },
  ),
} as const;

/** All rows, in the order of the reference page. */
export const CATALOGUE: readonly Setting<unknown>[] = Object.values(settings);
