/** Envelopes as facets: line by line, with what differs from run to run replaced. */

const UUID = /[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/gi;

/** Id `event-sdk`: what only names the program's own library. */
const OWN_LIBRARY = /^(contexts\.rust|sdk)(\.|\[|$)/;
/** The reference's library sets these in its own environment. */
const OWN_VARIABLES = /^extra\.environ\.SSL_CERT_(DIR|FILE)$/;

/** Ids that were made up in the run read `<id>`; those that stand in the case stay. */
export function maskIds(text: string, known: string): string {
  return text.replace(UUID, (id) => isKnown(id, known) ? id : "<id>");
}

function isKnown(id: string, known: string): boolean {
  return known.replaceAll("-", "").toLowerCase().includes(id.replaceAll("-", "").toLowerCase());
}

/** `X-Sentry-Auth` without the time. */
export function maskAuth(value: string): string {
  return value.replace(/(sentry_timestamp=)\d+(\.\d+)?/, "$1<now>");
}

/** Whether a body is an envelope whose lines can be read. */
export function isEnvelope(target: string, body: string): boolean {
  return /\/envelope\/$/.test(target) && body.startsWith("{") && body.includes("\n");
}

/** Each line by itself: a JSON object field by field, anything else as text. */
export function envelopeLines(body: string, nowMs: number, known: string): string[] {
  const lines = body.split("\n");
  return lines.flatMap((line, at) => {
    const label = `line ${at + 1}`;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      return [`${label} ${JSON.stringify(line)}`];
    }
    const following = lines[at + 1] ?? "";
    // A placeholder has another length than what it stands for.
    const next = /\{(CWD|HOME|S\d?)(-\w+)?\}/.test(following)
      ? undefined
      : new TextEncoder().encode(following).length;
    const fields: string[] = [];
    walk(value, "", (path, leaf) => {
      if (OWN_LIBRARY.test(path) || OWN_VARIABLES.test(path)) return;
      fields.push(`${label} ${path} = ${shown(path, leaf, { nowMs, known, next })}`);
    });
    return fields.sort();
  });
}

function shown(
  path: string,
  leaf: unknown,
  { nowMs, known, next }: {
    readonly nowMs: number;
    readonly known: string;
    readonly next: number | undefined;
  },
): string {
  if (path === "length" && (next === undefined || leaf === next)) return "<as the next line>";
  if (path === "duration" && typeof leaf === "number" && leaf >= 0 && leaf < 60) {
    return "<duration>";
  }
  if (typeof leaf === "number" && Math.abs(leaf * 1000 - nowMs) < 600_000) return "<now>";
  return maskIds(JSON.stringify(leaf), known);
}

function walk(value: unknown, path: string, see: (path: string, leaf: unknown) => void): void {
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.map((each: unknown, at) => [`[${at}]`, each])
    : typeof value === "object" && value !== null
    ? Object.entries(value)
    : [];
  if (entries.length === 0) {
    return see(path, typeof value === "object" && value !== null ? JSON.stringify(value) : value);
  }
  for (const [key, each] of entries) {
    walk(each, key.startsWith("[") || path === "" ? path + key : `${path}.${key}`, see);
  }
}
