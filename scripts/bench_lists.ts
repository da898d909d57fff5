/** A long list for the benchmark: 100 pages of 100 issues, as Sentry writes them. */

export const ISSUE_PAGES = 100;

/** The task's name, which says how much there is. */
export const LIST_TASK = `issues list, ${ISSUE_PAGES} pages`;
export const LIST_ARGS = ["issues", "list", "--pages", "0"];

/** About as large as an issue of a real answer. */
function issue(at: number) {
  return {
    id: String(4_500_000_000 + at),
    shareId: null,
    shortId: `WEB-${at.toString(36).toUpperCase()}`,
    title: `TypeError: Cannot read properties of undefined (reading 'name${at}')`,
    culprit: "app/components/list(render)",
    permalink: `https://acme.sentry.io/issues/${4_500_000_000 + at}/`,
    logger: null,
    level: "error",
    status: "unresolved",
    statusDetails: {},
    substatus: "ongoing",
    isPublic: false,
    platform: "javascript",
    project: { id: "1", name: "Web", slug: "web", platform: "javascript-react" },
    type: "error",
    metadata: {
      value: `Cannot read properties of undefined (reading 'name${at}')`,
      type: "TypeError",
      filename: "./src/components/list.tsx",
      function: "render",
      display_title_with_tree_label: false,
      in_app_frame_mix: "mixed",
      sdk: { name: "sentry.javascript.react", name_normalized: "sentry.javascript.react" },
    },
    numComments: 0,
    assignedTo: null,
    isBookmarked: false,
    isSubscribed: false,
    subscriptionDetails: null,
    hasSeen: false,
    annotations: [],
    issueType: "error",
    issueCategory: "error",
    priority: "high",
    isUnhandled: true,
    count: String(at * 7),
    userCount: at,
    firstSeen: "2026-01-01T00:00:00.000000Z",
    lastSeen: "2026-01-02T00:00:00.000000Z",
    stats: { "24h": Array.from({ length: 24 }, (_, hour) => [1_700_000_000 + hour * 3600, hour]) },
  };
}

/** Answers requests for issues; `undefined` for any other. */
export function createIssuePages(): (request: Request) => Response | undefined {
  // Made once, so that the server costs both programs as little as can be.
  const rows = Array.from({ length: 100 }, (_, at) => issue(at));
  const body = new TextEncoder().encode(JSON.stringify(rows));
  return (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (!pathname.endsWith("/issues/")) return undefined;
    const page = Number(searchParams.get("cursor")?.split(":")[1] ?? 0) + 1;
    const link = `<${request.url}>; rel="next"; results="${page < ISSUE_PAGES}"; ` +
      `cursor="0:${page}:0"`;
    return new Response(body, { headers: { "Content-Type": "application/json", Link: link } });
  };
}
