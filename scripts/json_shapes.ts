/**
 * What `--format json` prints, command by command, the single source: docs/json.md is made from it, and
 * `tests/json_shapes_test.ts` holds every golden case against it.
 */

/**
 * The shape of a JSON value: the name of a type (`string|null` for one of several), a list of one shape,
 * or an object, where `name?` may be absent.
 */
export type Shape = string | readonly [Shape] | { readonly [key: string]: Shape };

export interface Payload {
  readonly shape: Shape;
  /** What the names do not say. */
  readonly note?: string;
}

const ORIGIN = {
  kind: "string",
  where: "string",
  "file?": "string",
  "line?": "number",
  "name?": "string",
} as const;

const RELEASE = {
  version: "string",
  "url?": "string",
  dateCreated: "string",
  "dateReleased?": "string",
  "lastEvent?": "string",
  newGroups: "number",
  projects: [{ slug: "string", name: "string" }],
  "lastCommit?": { id: "string" },
} as const;

const DEPLOY = {
  environment: "string",
  "name?": "string",
  "url?": "string",
  "dateStarted?": "string",
  "dateFinished?": "string",
} as const;

const ISSUES_CHANGED: Payload = {
  shape: { changed: "boolean", status: "string|null" },
  note: "`changed` is false, and `status` null, when no issues were chosen.",
};

const UPLOAD = {
  org: "string",
  projects: ["string"],
  release: "string|null",
  dist: "string|null",
  uploadType: "string",
  bundleId: "string|null",
  checksum: "string|null",
  sizeBytes: "number",
  sentBytes: "number",
  processing: "string",
  files: [{
    path: "string",
    url: "string",
    type: "string",
    debugId: "string|null",
    sourcemap: "string|null",
    sizeBytes: "number|null",
    outcome: "string",
    reason: "string|null",
    messages: [{ level: "string", text: "string" }],
  }],
} as const;

const SOURCEMAPS_UPLOADED: Payload = {
  shape: UPLOAD,
  note:
    "One entry per file. `outcome` is `new`, `known` (on the server already) or `skipped`, and " +
    "`reason` says why a file was not sent; one that was never looked into, since another has its " +
    "URL, has the type `unknown` and no size. `sizeBytes` of the whole is that of the bundle, " +
    "`sentBytes` what the server lacked of it; `processing` is `complete` or `pending`. " +
    "`uploadType` is `artifact bundle`, `nothing`, or for the spellings of the 2.x line " +
    "`release bundle` or `single files`; only bundles have an id and a checksum.",
};

const FILES_UPLOADED: Payload = {
  shape: UPLOAD,
  note: "As of `sourcemaps upload`. For a single file, `url` is its name on the server and " +
    "`checksum` what the server counted.",
};

const RELEASE_FILES: Payload = {
  shape: [{
    id: "string",
    name: "string",
    dist: "string|null",
    headers: { "*": "string" },
    sha1: "string",
    sizeBytes: "number",
  }],
};

const FILES_DELETED: Payload = {
  shape: { all: "boolean", deleted: [{ id: "string", name: "string" }], unknown: ["string"] },
  note: "`unknown`: names that no file has. With `--all` the lists are empty.",
};

/** By command. */
export const PAYLOADS: Readonly<Record<string, Payload>> = {
  "sourcemaps inject": {
    shape: {
      dryRun: "boolean",
      files: [{
        path: "string",
        status: "string",
        debugId: "string|null",
        "map|null": { path: "string", status: "string" },
        warnings: ["string"],
        error: "string|null",
      }],
    },
    note: "One entry per script. `status` is `injected`, `kept` (it had an id), `skipped` or " +
      "`failed`; that of a map `modified` or `reused` (its own id was taken).",
  },
  "react-native gradle": {
    shape: { uploads: [UPLOAD] },
    note: "One upload for each `--dist`; its fields are those of `sourcemaps upload`.",
  },
  "react-native xcode": {
    shape: { uploads: [UPLOAD] },
    note: "The same; no upload where there was nothing to upload (a debug build). What the build " +
      "prints goes to stderr.",
  },
  "sourcemaps verify": {
    shape: {
      summary: {
        scripts: "number",
        good: "number",
        errors: "number",
        warnings: "number",
        positions: "number",
      },
      files: [{
        path: "string",
        debugId: "string|null",
        map: "string|null",
        findings: [{ level: "string", code: "string", message: "string", "hint?": "string" }],
        positions: "number",
      }],
    },
    note: "`positions` counts the mappings that were tried, and `level` is `error` or `warning`.",
  },
  "sourcemaps resolve": {
    shape: {
      path: "string",
      type: "string",
      "token|null": {
        "name?": "string",
        line: "number",
        column: "number",
        "source?": "string",
        sourceLine: "number",
        sourceColumn: "number",
        "context?": ["string"],
      },
    },
    note: "Lines and columns count from 1; 0 where there is no source.",
  },
  "code-mappings upload": {
    shape: {
      created: "number",
      updated: "number",
      errors: "number",
      mappings: [
        { stackRoot: "string", sourceRoot: "string", status: "string", "detail?": "string" },
      ],
      failedBatches: [{ batch: "number", error: "string" }],
    },
    note: "`mappings` holds what the server said of each; `status` is `created`, `updated` or " +
      "`error`. A failed batch counts as one error.",
  },
  "config explain": {
    shape: {
      key: "string",
      value: "string|null",
      "origin|null": ORIGIN,
      problem: "string|null",
      places: [{ value: "string", origin: ORIGIN, fate: "string", why: "string|null" }],
      effects: ["string"],
    },
  },
  "config get": { shape: { key: "string", value: "string", origin: ORIGIN } },
  "config list": {
    shape: [{
      key: "string",
      value: "string|null",
      "origin|null": ORIGIN,
      problem: "string|null",
      others: "number",
    }],
  },
  "config path": {
    shape: {
      files: [{
        kind: "string",
        path: "string",
        exists: "boolean",
        error: "string|null",
        isTarget: "boolean",
      }],
      target: "string|null",
    },
  },
  "config validate": {
    shape: {
      valid: "boolean",
      errors: "number",
      warnings: "number",
      problems: [{
        level: "string",
        message: "string",
        hint: "string|null",
        file: "string|null",
        line: "number|null",
        where: "string|null",
      }],
    },
  },
  "deploys list": { shape: [DEPLOY] },
  "deploys new": { shape: DEPLOY },
  doctor: {
    shape: {
      ok: "boolean",
      version: "string",
      checks: [{
        id: "string",
        status: "string",
        title: "string",
        message: "string",
        fix: "string|null",
      }],
    },
    note: "`status` is `ok`, `warning`, `failure` or `skipped`.",
  },
  "events list": {
    shape: [{
      id: "string",
      dateCreated: "string",
      title: "string",
      "user?": {
        "id?": "string",
        "username?": "string",
        "email?": "string",
        "ipAddress?": "string",
      },
      "tags?": [{ key: "string", value: "string" }],
    }],
    note: "The user and the tags are there whatever `--show-user` and `--show-tags` say.",
  },
  flush: {
    shape: {
      files: [{ file: "string", what: "string", outcome: "string", "problem?": "string" }],
      expired: "number",
    },
  },
  info: {
    shape: {
      server: { url: "string|null", "origin|null": ORIGIN },
      auth: {
        method: "string|null",
        "origin|null": ORIGIN,
        successful: "boolean",
        "user|null": { email: "string", id: "string" },
        "scopes|null": ["string"],
        error: "string|null",
      },
      settings: [{ key: "string", value: "string", origin: ORIGIN, shadowed: [ORIGIN] }],
      files: {
        global: "string|null",
        project: "string|null",
        properties: "string|null",
        dotenv: ["string"],
      },
    },
  },
  "issues list": {
    shape: [{
      id: "string",
      shortId: "string",
      title: "string",
      lastSeen: "string",
      status: "string",
      level: "string",
    }],
  },
  "issues mute": ISSUES_CHANGED,
  "issues resolve": ISSUES_CHANGED,
  "issues unresolve": ISSUES_CHANGED,
  "local serve": {
    shape: { url: "string", port: "number", token: "string", org: "string", projects: ["string"] },
    note: "One line, printed as soon as the server listens; then the command goes on.",
  },
  "logs list": {
    shape: [{
      id: "string",
      timestamp: "string",
      "severity?": "string",
      "message?": "string",
      "trace?": "string",
    }],
    note: "With `--live` only `ndjson` is possible; entries then come oldest first.",
  },
  "monitors list": {
    shape: [{ id: "string", slug: "string", name: "string", status: "string" }],
  },
  "organizations list": {
    shape: [{
      id: "string",
      slug: "string",
      name: "string",
      dateCreated: "string",
      isEarlyAdopter: "boolean",
      require2FA: "boolean",
    }],
  },
  permissions: { shape: { row: "string", os: "string", flags: ["string"] } },
  "projects list": {
    shape: [{
      id: "string",
      slug: "string",
      name: "string",
      "team?": { id: "string", slug: "string", name: "string" },
    }],
  },
  "releases archive": { shape: RELEASE },
  "releases delete": {
    shape: { version: "string", deleted: "boolean" },
    note: "`deleted` is false when there was no such release.",
  },
  "releases deploys list": { shape: [DEPLOY] },
  "releases deploys new": { shape: DEPLOY },
  "files delete": FILES_DELETED,
  "files list": RELEASE_FILES,
  "files upload": FILES_UPLOADED,
  "files upload-sourcemaps": SOURCEMAPS_UPLOADED,
  "releases files delete": FILES_DELETED,
  "releases files list": RELEASE_FILES,
  "releases files upload": FILES_UPLOADED,
  "releases files upload-sourcemaps": SOURCEMAPS_UPLOADED,
  "releases finalize": { shape: RELEASE },
  "releases info": {
    shape: { ...RELEASE, "commits?": ["string"] },
    note: "`commits` is there with `--show-commits`.",
  },
  "releases list": { shape: [RELEASE] },
  "releases new": { shape: RELEASE },
  "releases propose-version": {
    shape: { version: "string", source: "string" },
    note: "`source` says what knew the name.",
  },
  "releases restore": { shape: RELEASE },
  "releases set-commits": {
    shape: {
      version: "string",
      mode: "string",
      "refs?": [{ repository: "string", commit: "string", previousCommit: "string|null" }],
      "range?": {
        reason: "string",
        previousRelease: "string|null",
        previousCommit: "string|null",
        from: "string|null",
        to: "string|null",
        count: "number",
        endsShallow: "boolean",
      },
      "commits?": ["string"],
    },
    note:
      "`mode` is `refs`, with `refs`, or `local`, with the range that was chosen and why, and the " +
      "ids of its commits, newest first.",
  },
  "repos list": {
    shape: [{
      id: "string",
      name: "string",
      status: "string",
      "url?": "string",
      provider: { id: "string", name: "string" },
      dateCreated: "string",
    }],
  },
  "send-envelope": { shape: { files: [{ path: "string" }] } },
  "sourcemaps explain": {
    shape: {
      release: "string|null",
      dist: "string|null",
      frames: [{
        frame: "any",
        steps: [{ state: "string", text: "string" }],
        "resolved|null": {
          source: "string",
          line: "number",
          column: "number",
          "name?": "string",
          "context?": { before: ["string"], line: "string", after: ["string"] },
        },
      }],
    },
    note: "`frame` is the frame as the event has it.",
  },
  "sourcemaps upload": SOURCEMAPS_UPLOADED,
  "send-event": {
    shape: { "eventId?": "string", "files?": [{ path: "string", eventId: "string" }] },
    note: "`files` with PATH, `eventId` without. Files that were sent before one failed are not " +
      "listed: there is no document then.",
  },
};

/** Of every command with `--dry-run`. */
export const PLAN: Payload = {
  shape: {
    dryRun: "boolean",
    complete: "boolean",
    requests: [{
      method: "string",
      url: "string",
      headers: { "*": "string" },
      "body?": "any",
      "bodyText?": "string",
      "bodyBytes?": "number",
      assumed: "string|null",
    }],
    notes: ["string"],
  },
  note:
    "`body` is a JSON body; `bodyText` one that is other text, or JSON that would lose digits; " +
    "`bodyBytes` the size of any other. `assumed` is the answer that the rest of the plan is made " +
    "for. `complete` is false when what follows depends on an answer that only the server can give; " +
    "then the last `assumed` is null.",
};

/** Where a value leaves its shape, `undefined` when it fits. */
export function misfit(value: unknown, shape: Shape, at = "$"): string | undefined {
  if (typeof shape === "string") {
    const type = value === null ? "null" : typeof value;
    return shape === "any" || shape.split("|").includes(type)
      ? undefined
      : `${at} is ${type}, not ${shape}`;
  }
  if (isList(shape)) {
    if (!Array.isArray(value)) return `${at} is no list`;
    const [item] = shape;
    for (const [index, each] of value.entries()) {
      const found = misfit(each, item, `${at}[${index}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return `${at} is no object`;
  }
  return objectMisfit(new Map(Object.entries(value)), shape, at);
}

function objectMisfit(
  fields: ReadonlyMap<string, unknown>,
  shape: { readonly [key: string]: Shape },
  at: string,
): string | undefined {
  const known = new Set<string>();
  for (const [key, inner] of Object.entries(shape)) {
    const name = key.replace(/(\?|\|null)$/, "");
    known.add(name);
    if (name === "*" || (!fields.has(name) && key.endsWith("?"))) continue;
    if (!fields.has(name)) return `${at}.${name} is missing`;
    const value = fields.get(name);
    if (value === null && key.endsWith("|null")) continue;
    const found = misfit(value, inner, `${at}.${name}`);
    if (found !== undefined) return found;
  }
  const rest = shape["*"];
  for (const [name, value] of fields) {
    if (known.has(name)) continue;
    if (rest === undefined) return `${at}.${name} is not documented`;
    const found = misfit(value, rest, `${at}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

/** docs/json.md; `ndjson` names the commands that print it. */
export function jsonPage(
  program: string,
  { ndjson, plans }: { readonly ndjson: readonly string[]; readonly plans: readonly string[] },
): string {
  const names = (list: readonly string[]) => list.map((name) => `\`${name}\``).join(", ");
  return [
    "# JSON",
    "",
    "Made by `deno task docs` from `scripts/json_shapes.ts`; do not edit by hand.",
    "",
    "With `--format json` stdout holds one JSON document and nothing else; notes, warnings and errors",
    "go to stderr. A command that fails prints no document, unless its result is the report of what",
    "failed; look at the exit code. In the shapes below `name?` may be absent, `a|b` is one of two",
    "types, and `[…]` is a list. Times are as the server gives them (RFC 3339). Names will not change",
    "their meaning; new ones may be added.",
    "",
    `With \`--format ndjson\` (${names(ndjson)}) each element of`,
    "the list is one line, printed as soon as its page is there: the memory needed is that of a page,",
    "and lines that were printed before a failure stay.",
    "",
    "## `--dry-run`",
    "",
    `Of ${names(plans)}:`,
    "",
    ...payloadLines(PLAN),
    ...Object.entries(PAYLOADS).flatMap(([command, payload]) => [
      `## \`${program} ${command}\``,
      "",
      ...payloadLines(payload),
    ]),
  ].join("\n").trimEnd() + "\n";
}

function payloadLines({ shape, note }: Payload): string[] {
  const code = ["```jsonc", ...shapeLines(shape), "```", ""];
  return note === undefined ? code : [...code, note, ""];
}

/** A shape over several lines, so that each name stands on its own. */
function shapeLines(shape: Shape, indent = ""): string[] {
  if (typeof shape === "string") return [shape];
  if (isList(shape)) {
    const [first = "", ...rest] = shapeLines(shape[0], indent);
    const last = rest.pop();
    return last === undefined ? [`[${first}]`] : [`[${first}`, ...rest, `${last}]`];
  }
  const inner = `${indent}  `;
  const fields = Object.entries(shape).flatMap(([key, each]) => {
    const [first = "", ...rest] = shapeLines(each, inner);
    const lines = [`${inner}${JSON.stringify(key)}: ${first}`, ...rest];
    return [...lines.slice(0, -1), `${lines.at(-1)},`];
  });
  return ["{", ...fields, `${indent}}`];
}
