/** Why one place gives way to another, in words. */
import type { Origin, OriginKind, Setting } from "./model.ts";

const PLACES: Readonly<Record<OriginKind, string>> = {
  flag: "the command line",
  env: "the environment",
  dotenv: "a .env file",
  properties: "the properties file",
  project: "a project file",
  global: "the home file",
  token: "the auth token",
  default: "the default",
};

/** The kind of place, e.g. `the home file`. */
export function placeName(kind: OriginKind): string {
  return PLACES[kind];
}

/** `lost to SENTRY_ORG (the environment is stronger than a project file)`. */
export function lostReason(
  setting: Pick<Setting<unknown>, "legacyKeys">,
  winner: Origin,
  loser: Origin,
): string {
  if (winner.file !== undefined && winner.file === loser.file && winner.name === loser.name) {
    return `shadowed by line ${winner.line} of the same file`;
  }
  return `lost to ${winner.where} (${because(setting, winner, loser)})`;
}

function because(
  { legacyKeys }: Pick<Setting<unknown>, "legacyKeys">,
  winner: Origin,
  loser: Origin,
): string {
  const areVariables = isVariable(winner) && isVariable(loser);
  if (areVariables && winner.name !== loser.name) {
    return `${winner.name} is asked before ${loser.name}`;
  }
  if (winner.kind === "dotenv" && loser.kind === "env") {
    return "a .env file that a variable names overrides the environment";
  }
  if (winner.kind === "dotenv" && loser.kind === "dotenv") {
    return "a later .env file overrides those before";
  }
  if (winner.file !== undefined && loser.name !== undefined && legacyKeys.includes(loser.name)) {
    return `the older key ${loser.name} gives way to ${winner.name}`;
  }
  if (winner.kind === loser.kind) return "it stands nearer";
  return `${PLACES[winner.kind]} is stronger than ${PLACES[loser.kind]}`;
}

function isVariable({ kind }: Origin): boolean {
  return kind === "env" || kind === "dotenv";
}
