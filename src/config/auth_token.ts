/** What an auth token says about itself. */
/** Shown when a token given as a flag has none of the known shapes. */
export const UNRECOGNIZED_TOKEN_WARNING =
  "Unrecognized auth token format. Ensure you copied your token correctly.";

/** A token's kind and, for an organization token, the facts in its payload. */
export interface TokenFacts {
  /** An unknown token is used as it is. */
  readonly kind: "org" | "user" | "unknown";
  readonly org: string | undefined;
  /** The server that made it, when the token says so. */
  readonly url: string | undefined;
}

/** Reads what a token says. */
export function readToken(text: string): TokenFacts {
  const isUser = /^(?:sntryu_)?[0-9A-Fa-f]{64}$/.test(text);
  return readOrgToken(text) ??
    { kind: isUser ? "user" : "unknown", org: undefined, url: undefined };
}

/** `sntrys_<payload>_<secret>`: base64 JSON with padding, then 32 bytes in base64 without. */
function readOrgToken(text: string): TokenFacts | undefined {
  const parts = text.split("_");
  const [prefix, payload = "", secret = ""] = parts;
  if (parts.length !== 3 || prefix !== "sntrys") return undefined;
  // 43 characters hold 258 bits: the two that are too many must be zero.
  if (!/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]$/.test(secret)) return undefined;
  const bytes = decodeBase64(payload);
  if (bytes === undefined) return undefined;
  try {
    const json = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return readPayload(json);
  } catch {
    return undefined;
  }
}

function readPayload(json: string): TokenFacts | undefined {
  const payload: unknown = JSON.parse(json);
  if (Array.isArray(payload)) {
    const [org, url] = payload;
    return payload.length === 2 ? orgToken(org, url) : undefined;
  }
  if (typeof payload !== "object" || payload === null) return undefined;
  if (!("org" in payload) || !("url" in payload)) return undefined;
  if (hasRepeatedKey(json, ["org", "url"])) return undefined;
  return orgToken(payload.org, payload.url);
}

function orgToken(org: unknown, url: unknown): TokenFacts | undefined {
  if (typeof org !== "string" || !org.isWellFormed()) return undefined;
  if (typeof url !== "string" && url !== null) return undefined;
  return { kind: "org", org: org || undefined, url: url || undefined };
}

/**
 * Whether one of the keys stands twice in the outermost object. `JSON.parse` would take the last one;
 * the reference does not recognise such a token, and guessing whose organization it is helps nobody.
 */
function hasRepeatedKey(json: string, keys: readonly string[]): boolean {
  const seen = new Set<string>();
  let depth = 0;
  let isKey = false;
  for (const [piece] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/gs)) {
    if (piece === "{" || piece === "[") {
      depth++;
      isKey = depth === 1;
    } else if (piece === "}" || piece === "]") depth--;
    else if (piece === ",") isKey = depth === 1;
    else if (piece === ":") isKey = false;
    else if (isKey) {
      const key: unknown = JSON.parse(piece);
      if (typeof key !== "string" || !keys.includes(key)) continue;
      if (seen.has(key)) return true;
      seen.add(key);
    }
  }
  return false;
}

/** Standard base64 with padding and zero spare bits; `undefined` when it is anything else. */
function decodeBase64(text: string): Uint8Array | undefined {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
    return undefined;
  }
  const binary = atob(text);
  return btoa(binary) === text ? Uint8Array.from(binary, (char) => char.charCodeAt(0)) : undefined;
}
