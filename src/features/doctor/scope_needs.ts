/** Which scopes our commands need, as data. Any one of a row's scopes is enough. */

export interface ScopeNeed {
  readonly anyOf: readonly string[];
  readonly commands: readonly string[];
  /** Without it the tool is of little use; else only those commands are missing. */
  readonly essential: boolean;
}

/** From the permission classes in Sentry's API documentation, per endpoint that our commands call. */
export const SCOPE_NEEDS: readonly ScopeNeed[] = [
  {
    anyOf: ["project:releases", "project:write", "project:admin", "org:ci"],
    commands: ["releases", "sourcemaps upload", "debug-files upload", "other uploads"],
    essential: true,
  },
  {
    anyOf: ["org:read", "org:write", "org:admin", "org:ci"],
    commands: ["organizations", "repos"],
    essential: true,
  },
  {
    anyOf: ["project:read", "project:write", "project:admin", "org:ci"],
    commands: ["projects", "monitors"],
    essential: false,
  },
  {
    anyOf: ["event:read", "event:write", "event:admin", "org:ci"],
    commands: ["events", "issues list", "logs"],
    essential: false,
  },
  {
    anyOf: ["event:write", "event:admin", "org:ci"],
    commands: ["issues resolve", "issues mute"],
    essential: false,
  },
];

/** The rows that a list of scopes does not satisfy. */
export function missingNeeds(scopes: readonly string[]): readonly ScopeNeed[] {
  return SCOPE_NEEDS.filter(({ anyOf }) => !anyOf.some((scope) => scopes.includes(scope)));
}
