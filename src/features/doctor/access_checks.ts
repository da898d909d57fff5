/** Token, scopes, organization and project: whether the server lets us do our work. */
import { getAuthInfo } from "../../api/auth.ts";
import { getOrganization, listOrganizations } from "../../api/organizations.ts";
import { getProject, listProjects } from "../../api/projects.ts";
import { ApiError, AuthError } from "../../base/errors.ts";
import { reasonOf } from "./errors.ts";
import { type Check, failure, type Finding, ok, type Placed, skipped, warning } from "./model.ts";
import { missingNeeds } from "./scope_needs.ts";

/** Names in a fix line. */
const MAX_NAMES = 5;

export const authCheck: Check = {
  id: "auth",
  title: "Token",
  needs: ["answer"],
  async run(visit) {
    const { api, credentials, server } = visit.route;
    if (api === undefined || credentials === undefined) {
      return failure(
        "there is none",
        "Run 'sentry-cli login', or set SENTRY_AUTH_TOKEN to a token of this server",
      );
    }
    try {
      const { user, scopes } = await getAuthInfo(api);
      visit.scopes = scopes;
      return ok(
        `${user === undefined ? "accepted" : `accepted, of ${user.email}`} (${credentials})`,
      );
    } catch (error) {
      if (error instanceof AuthError) {
        return failure(
          `the server refuses the token from ${credentials}: ${reasonOf(error)}`,
          `Make a new one at ${server.value} and put it into ${credentials}; ` +
            "a token is valid for the server that made it",
        );
      }
      return failure(
        `it could not be checked: ${reasonOf(error)}`,
        "Try again; if it stays so, ask who runs the server",
      );
    }
  },
};

export const scopesCheck: Check = {
  id: "scopes",
  title: "Scopes",
  needs: ["auth"],
  run({ scopes, route }) {
    if (scopes === undefined) return skipped("the server does not tell those of this token");
    const missing = missingNeeds(scopes);
    if (missing.length === 0) return ok(scopes.toSorted().join(", "));
    const essential = missing.filter((need) => need.essential);
    const shown = essential.length > 0 ? essential : missing;
    const names = shown.map(({ anyOf }) => anyOf[0] ?? "");
    const commands = shown.flatMap((need) => need.commands).join(", ");
    const message = `missing ${names.join(", ")}, needed by ${commands}`;
    const fix = `Make a token with ${names.join(" and ")} and put it into ${route.credentials}`;
    return essential.length > 0 ? failure(message, fix) : warning(message, fix);
  },
};

export const placeCheck: Check = {
  id: "place",
  title: "Organization and project",
  needs: ["auth"],
  async run({ org, project, route: { api } }) {
    if (api === undefined) return skipped("no token");
    if (org === undefined) {
      return warning(
        "none is set: commands need --org and --project",
        await withNames("Set defaults.org or SENTRY_ORG", listOrganizations(api)),
      );
    }
    try {
      await getOrganization(api, org.value);
    } catch (error) {
      return await lookFailed(
        error,
        "organization",
        org,
        () => withNames(`Correct it in ${org.where}`, listOrganizations(api)),
      );
    }
    if (project === undefined) {
      return ok(`organization '${org.value}' (${org.where}), no project is set`);
    }
    try {
      await getProject(api, { org: org.value, project: project.value });
    } catch (error) {
      return await lookFailed(
        error,
        "project",
        project,
        () => withNames(`Correct it in ${project.where}`, listProjects(api, org.value)),
      );
    }
    return ok(
      `organization '${org.value}' (${org.where}), project '${project.value}' (${project.where})`,
    );
  },
};

async function lookFailed(
  error: unknown,
  what: string,
  { value, where }: Placed,
  fix: () => Promise<string>,
): Promise<Finding> {
  if (error instanceof ApiError && error.status === 403) {
    return warning(
      `the token may not look at the ${what} '${value}' (${where})`,
      "Nothing to do when the commands you need work; else add the scopes org:read, project:read",
    );
  }
  const isMissing = error instanceof ApiError && [301, 302, 404].includes(error.status);
  return failure(
    isMissing
      ? `there is no ${what} '${value}' (${where}), or the token does not see it`
      : `the ${what} '${value}' could not be looked at: ${reasonOf(error)}`,
    isMissing ? await fix() : "Try again; if it stays so, ask who runs the server",
  );
}

/** The advice with the names that the token sees, where it may list them. */
async function withNames(
  advice: string,
  items: AsyncIterable<{ readonly slug: string }>,
): Promise<string> {
  const names: string[] = [];
  try {
    for await (const { slug } of items) {
      names.push(slug);
      if (names.length > MAX_NAMES) break;
    }
  } catch {
    return advice; // not allowed to list: the advice holds all the same
  }
  if (names.length === 0) return advice;
  const shown = names.slice(0, MAX_NAMES).join(", ");
  return `${advice}; this token sees: ${shown}${names.length > MAX_NAMES ? ", …" : ""}`;
}
