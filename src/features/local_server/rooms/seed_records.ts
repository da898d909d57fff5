/** `POST /_local/records`: records that a real server gets from integrations and clients of other kinds. */
import type { Reply } from "../http_server.ts";
import { badRequest, jsonReply } from "../replies.ts";
import type { ApiRequest } from "../routes.ts";
import { addRepo, findOrganization, findProject, findRepo } from "../store/accounts.ts";
import { addEvent } from "../store/events.ts";
import { addLogEntry } from "../store/logs.ts";
import { putMonitor } from "../store/monitors.ts";
import type { Store } from "../store/store.ts";
import { formatTimestamp, readTimestamp } from "../timestamps.ts";
import { isRecord } from "../../../base/is_record.ts";
import { readFields } from "../validation.ts";

/**
 * Takes `{"org"?, "repos"?, "events"?, "logs"?, "monitors"?}`; all of it is stored, or nothing when one
 * record is wrong.
 */
export async function seedRecords(
  { request, store, nowMs }: Pick<ApiRequest, "request" | "store" | "nowMs">,
): Promise<Reply> {
  const fields = await readFields(request);
  const slug = fields.text("org") ?? "demo";
  const lists = (["repos", "events", "logs", "monitors"] as const).map((name) =>
    [name, fields.list(name, (item) => readItem(item, name))] as const
  );
  fields.settle();
  const organization = findOrganization(store, slug);
  if (organization === undefined) throw badRequest(`There is no organization "${slug}"`);
  const place = { store, organizationId: organization.id, nowMs };
  store.change(() => {
    for (const [name, items] of lists) {
      for (const item of items ?? []) ADD[name](item, place);
    }
  });
  return jsonReply(
    Object.fromEntries(lists.map(([name, items]) => [name, items?.length ?? 0])),
    201,
  );
}

interface Place {
  readonly store: Store;
  readonly organizationId: number;
  readonly nowMs: number;
}

/** The texts of a record, and its tags and user as JSON. */
class Item {
  constructor(readonly value: Readonly<Record<string, unknown>>, readonly kind: string) {}

  text(name: string): string | undefined {
    const value = this.value[name] ?? undefined;
    if (value !== undefined && typeof value !== "string") {
      throw badRequest(`${this.kind}: ${name} is not a text`);
    }
    return value;
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw badRequest(`${this.kind}: ${name} is missing`);
    return value;
  }

  time(name: string, { nowMs }: Place): string {
    const text = this.text(name);
    const time = text === undefined ? formatTimestamp(nowMs) : readTimestamp(text);
    if (time === undefined) throw badRequest(`${this.kind}: ${name} is not a time`);
    return time;
  }

  project({ store, organizationId }: Place): number {
    const name = this.text("project") ?? "web";
    const found = findProject(store, organizationId, name);
    if (found === undefined) throw badRequest(`${this.kind}: there is no project "${name}"`);
    return found.id;
  }
}

function readItem(item: unknown, kind: string): Item {
  if (!isRecord(item)) throw badRequest(`${kind}: not an object`);
  return new Item(item, kind);
}

const ADD: Readonly<
  Record<"repos" | "events" | "logs" | "monitors", (item: Item, place: Place) => void>
> = {
  repos(item, place) {
    const name = item.required("name");
    const { store, organizationId } = place;
    if (findRepo(store, organizationId, name) !== undefined) return;
    const providerId = item.text("provider") ?? "integrations:github";
    addRepo(store, organizationId, {
      name,
      providerId,
      providerName: item.text("providerName") ?? "GitHub",
      url: item.text("url") ?? null,
      dateCreated: item.time("dateCreated", place),
    });
  },
  events(item, place) {
    const title = item.required("title");
    addEvent(place.store, {
      projectId: item.project(place),
      grouping: item.text("grouping") ?? title,
      eventId: item.required("eventID").replaceAll("-", ""),
      dateCreated: item.time("dateCreated", place),
      title,
      level: item.text("level") ?? "error",
      user: isRecord(item.value["user"]) ? JSON.stringify(item.value["user"]) : null,
      tags: JSON.stringify(item.value["tags"] ?? []),
      payload: JSON.stringify(item.value),
    });
  },
  logs(item, place) {
    const timestamp = item.time("timestamp", place);
    addLogEntry(place.store, item.project(place), {
      itemId: item.required("id"),
      timestamp,
      timeMs: Date.parse(timestamp),
      severity: item.text("severity") ?? null,
      message: item.text("message") ?? null,
      trace: item.text("trace") ?? null,
    });
  },
  monitors(item, place) {
    const slug = item.required("slug");
    putMonitor(place.store, item.project(place), {
      slug,
      name: item.text("name") ?? slug,
      config: JSON.stringify(item.value["config"] ?? {}),
      dateCreated: item.time("dateCreated", place),
    });
  },
};
