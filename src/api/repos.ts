/** Repositories that an organization has connected. */
import type { AssumedAnswer } from "../system/mod.ts";
import type { Api } from "./client.ts";
import { type Decode, record, text, timestamp } from "./decode.ts";
import { pages } from "./pages.ts";
import { path } from "./path.ts";

export interface Repo {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly url: string | undefined;
  readonly provider: { readonly id: string; readonly name: string };
  /** RFC 3339. */
  readonly dateCreated: string;
}

const repo: Decode<Repo> = record((it) => ({
  id: it.get("id", text),
  name: it.get("name", text),
  status: it.get("status", text),
  url: it.maybe("url", text),
  provider: it.get(
    "provider",
    record((provider) => ({ id: provider.get("id", text), name: provider.get("name", text) })),
  ),
  dateCreated: it.get("dateCreated", timestamp),
}));

/** All repositories of an organization; none when there is no such organization. */
export function listRepos(
  api: Api,
  org: string,
  { onMissing, assumed }: {
    /** Is told when the server knows no such organization. */
    readonly onMissing?: () => void;
    /** What a dry run takes for the answer. */
    readonly assumed?: AssumedAnswer;
  } = {},
): AsyncIterable<Repo> {
  return pages(api, path`/organizations/${org}/repos/`, repo, {
    whenMissing: "nothing",
    onMissing,
    strictCursor: true,
    ahead: true,
    assumed,
  });
}
