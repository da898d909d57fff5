/** Events of a project. */
import type { Api } from "./client.ts";
import { isRecord } from "../base/is_record.ts";
import { anything, count, type Decode, DecodeError, Fields, list, record, text } from "./decode.ts";
import { type PageLimit, pages } from "./pages.ts";
import { path } from "./path.ts";
import type { ProjectKey } from "./projects.ts";

export interface Event {
  /** With hyphens. */
  readonly id: string;
  /** As the server writes it. */
  readonly dateCreated: string;
  readonly title: string;
  readonly user: EventUser | undefined;
  readonly tags: readonly EventTag[] | undefined;
}

export interface EventUser {
  readonly id: string | undefined;
  readonly username: string | undefined;
  readonly email: string | undefined;
  readonly ipAddress: string | undefined;
}

export interface EventTag {
  readonly key: string;
  readonly value: string;
}

const uuid: Decode<string> = (value, at) => {
  const written = text(value, at);
  const digits = /^[0-9a-f]{32}$/i.test(written)
    ? written
    : /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(written)
    ? written.replaceAll("-", "")
    : undefined;
  if (digits === undefined) throw new DecodeError(uuidProblem(written), at, "type");
  return digits.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};

function uuidProblem(written: string): string {
  const odd = [...written].findIndex((character) => !/[0-9a-f-]/i.test(character));
  return odd < 0
    ? `UUID parsing failed: \`${written}\` is no UUID`
    : `UUID parsing failed: invalid character: found \`${[...written][odd]}\` at ${odd}`;
}

/** A text that may be absent, but not null. */
function textOr(it: Fields, name: string, fallback: string): string {
  return it.has(name) ? it.get(name, text) : fallback;
}

const event: Decode<Event> = record((it) => {
  it.maybe("project", count);
  return {
    id: it.has("eventID") ? it.get("eventID", uuid) : it.get("event_id", uuid),
    dateCreated: textOr(it, "dateCreated", ""),
    title: textOr(it, "title", ""),
    user: it.maybe(
      "user",
      record((user) => ({
        id: user.maybe("id", text),
        username: user.maybe("username", text),
        email: user.maybe("email", text),
        ipAddress: user.maybe("ip_address", text),
      })),
    ),
    tags: it.maybe(
      "tags",
      list(record((tag) => ({ key: tag.get("key", text), value: tag.get("value", text) }))),
    ),
  };
});

/** The events of a project, newest first. */
export function listEvents(
  api: Api,
  { org, project }: ProjectKey,
  limit: PageLimit,
): AsyncIterable<Event> {
  return pages(api, path`/projects/${org}/${project}/events/`, event, {
    missing: "project",
    ...limit,
  });
}

/** Everything that the server knows of one event, as it gives it. */
export async function getRawEvent(
  api: Api,
  { org, project, id }: ProjectKey & { readonly id: string },
): Promise<Record<string, unknown>> {
  const event = await api.getJson(path`/projects/${org}/${project}/events/${id}/`, anything, {
    missing: "resource",
  });
  return isRecord(event) ? event : {};
}
