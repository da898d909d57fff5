/** Generated answers of a server to the commands over records. */
import { nextPage, ORGANIZATION, RELEASE } from "../cases/common.ts";
import type { Reply } from "../model.ts";
import type { Dice } from "./dice.ts";

/** Texts that names, versions and values may be. */
export const WORDS = [
  "o",
  "my-org",
  "a b",
  "ü",
  "1.0",
  "app@1.0+2",
  "a/b",
  "x,y",
  "-",
  "a:b:c",
  "0",
  "12",
  "-1",
  "1e3",
  "99999999999999999999",
  "true",
  "a%20b",
  "..",
  "http://x/y",
  "~/",
  "日本",
];

/** What a server says when it does not do what it was asked; both programs tell it alike. */
const REFUSALS: readonly Reply[] = [
  { status: 400, json: { detail: "bad" } },
  { status: 401, json: { detail: "Invalid token" } },
  { status: 403, json: { detail: "no permission" } },
  { status: 404, json: { detail: "The requested resource does not exist" } },
  { status: 409, json: { detail: "c" } },
  { status: 200, text: "" },
  { status: 204, text: "" },
  { status: 208, json: {} },
];

export function refusal(dice: Dice): Reply {
  return dice.pick(REFUSALS);
}

/** One thing, or a refusal. */
export function one(make: (dice: Dice) => unknown): (dice: Dice) => Reply[] {
  return (dice) =>
    dice.chance(0.3) ? [refusal(dice)] : [{ status: dice.pick([200, 201]), json: make(dice) }];
}

/** A list of a page or two, or a refusal on one of them. */
export function list(make: (dice: Dice) => unknown): (dice: Dice) => Reply[] {
  return (dice) => {
    if (dice.chance(0.2)) return [refusal(dice)];
    if (dice.chance(0.8)) return [{ json: dice.some(3, () => make(dice)) }];
    return [
      { json: [make(dice), make(dice)], headers: nextPage("0:1:0") },
      dice.chance(0.3) ? refusal(dice) : { json: [make(dice)] },
    ];
  };
}

export const release = (dice: Dice) => ({
  ...RELEASE,
  version: dice.pick(WORDS),
  dateReleased: dice.pick([null, "2020-10-30T21:43:43Z"]),
  lastEvent: dice.pick([null, "2021-10-30T21:43:43Z"]),
  newGroups: dice.below(4),
  projects: [{ slug: "p", name: dice.pick(["P", "Q q", "a\nb"]) }],
});

export const organization = (dice: Dice) => ({ ...ORGANIZATION, name: dice.pick(WORDS) });

export const project = (dice: Dice) => ({
  id: "1",
  slug: dice.pick(WORDS),
  name: dice.pick(WORDS),
  ...dice.pick([{}, { team: null }, { team: { id: "1", slug: "t", name: "T" } }]),
});

export const repository = (dice: Dice) => ({
  id: "1",
  name: dice.pick(WORDS),
  status: "active",
  dateCreated: "2020-09-14T17:28:14.933511Z",
  provider: { id: "integrations:github", name: dice.pick(WORDS) },
  url: dice.pick([null, "https://example.com/o/r"]),
});

export const deploy = (dice: Dice) => ({
  id: "1",
  environment: dice.pick(["prod", "x y"]),
  name: dice.pick([null, "n"]),
  dateFinished: "2020-01-01T00:00:00Z",
  url: null,
});

export const issue = (dice: Dice) => ({
  id: String(dice.below(99)),
  shortId: dice.pick(["P-1", "P-22"]),
  title: dice.pick(["T", "long ".repeat(20), "a\nb", "漢字", ""]),
  lastSeen: "2020-01-01T00:00:00Z",
  status: dice.pick(["resolved", "unresolved", "muted"]),
  level: dice.pick(["error", "info", "x"]),
});

export const event = (dice: Dice) => ({
  eventID: "a".repeat(32),
  dateCreated: "2020-01-01T00:00:00Z",
  title: dice.pick(["T", "a\nb"]),
  tags: dice.pick([[], [{ key: "a", value: "b" }, { key: "c", value: "d" }]]),
  user: dice.pick([null, { id: "1", email: "a@b", username: "u" }, { ip_address: "1.1.1.1" }]),
  projectID: "1",
});

export const monitor = (dice: Dice) => ({
  id: "1",
  slug: dice.pick(WORDS),
  name: "n",
  status: dice.pick(["active", "disabled"]),
});

/** Log entries, which come in an object. */
export function logs(dice: Dice): Reply[] {
  if (dice.chance(0.2)) return [refusal(dice)];
  const entry = () => ({
    "sentry.item_id": "x",
    trace: null,
    severity: dice.pick(["info", null, "error"]),
    timestamp: "2025-01-01T00:00:00+00:00",
    message: dice.pick(["m", "a\nb", null]),
  });
  return [{ json: { data: dice.some(3, entry) } }];
}

/** The answers to an upload: options, what is missing, the chunks, done. */
export const UPLOAD: readonly Reply[] = [
  {
    json: {
      url: "{S}/api/0/organizations/o/chunk-upload/",
      chunkSize: 8_388_608,
      chunksPerRequest: 64,
      maxFileSize: 2_147_483_648,
      maxRequestSize: 33_554_432,
      concurrency: 1,
      hashAlgorithm: "sha1",
      compression: ["gzip"],
      accept: ["release_files", "artifact_bundles", "artifact_bundles_v2"],
    },
  },
  { json: { state: "not_found", missingChunks: [] }, allMissing: true },
  { status: 200, text: "" },
  { json: { state: "ok", missingChunks: [] } },
];
