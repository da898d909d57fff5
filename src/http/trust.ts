/**
 * Where the token and the user's own headers may go: the configured host and what plainly belongs to
 * it. Requests to anywhere else (a storage bucket that an upload URL names, the target of a redirect)
 * are sent without.
 */

/** What decides about trust. */
export interface TrustOptions {
  /** The configured server. */
  readonly baseUrl: string;
  /**
   * Hosts the user named as trusted: `host` (any port), `host:port`, `https://host[:port]`, and
   * `*.host` or `.host` for everything below it. The same forms as `config/trust.ts` reads.
   */
  readonly trustedHosts: readonly string[];
}

/**
 * Suffixes under which strangers register names side by side. A shared parent that is one of these
 * says nothing. No list of them is complete, so the rule below is narrow to begin with.
 */
const SHARED_SUFFIXES = new Set([
  "amazonaws.com",
  "appspot.com",
  "azurewebsites.net",
  "cloudapp.net",
  "cloudfront.net",
  "fly.dev",
  "github.io",
  "gitlab.io",
  "herokuapp.com",
  "netlify.app",
  "ngrok.io",
  "ngrok.app",
  "ngrok-free.app",
  "onrender.com",
  "pages.dev",
  "railway.app",
  "run.app",
  "trycloudflare.com",
  "vercel.app",
  "web.app",
  "windows.net",
  "workers.dev",
]);

/** Second-level names that registries of countries sell under: `co.uk`, `com.au`, `gov.br`. */
const REGISTRY_LEVELS = /^(ac|co|com|edu|gob|gouv|gov|gv|ltd|me|mil|ne|net|nom|or|org|plc|sch)$/;

/**
 * Whether a request to `url` may carry what is meant for the configured server:
 *
 * 1. the very origin of the configured URL;
 * 2. a host that the user trusts by name (plain http only where the base URL or the entry says http);
 * 3. over https (or any scheme that is no downgrade): the configured host on another port of TLS, a
 *    subdomain of it, or, where the configured host has a parent of two labels or more that is no
 *    public suffix, that parent and its other children (`de.sentry.io` and `us.sentry.io`).
 *
 * IP addresses have no relatives.
 */
export function createTrust({ baseUrl, trustedHosts }: TrustOptions): (url: string) => boolean {
  const base = parse(baseUrl);
  const trusted = trustedHosts.flatMap((entry) => {
    const text = entry.trim().replace(/^\*?\./, "");
    if (text === "") return [];
    const isBelow = text !== entry.trim();
    const scheme = /^(https?):\/\//i.exec(text)?.[1]?.toLowerCase();
    const url = parse(scheme === undefined ? `https://${text}` : text);
    if (url === undefined) return [];
    // `https://host` means port 443, while a bare host means any port.
    const anyPort = scheme === undefined && !/:\d+$/.test(text.replace(/\/.*$/, ""));
    return [{ host: hostOf(url), port: portOf(url), anyPort, scheme, isBelow }];
  });

  return (target) => {
    const url = parse(target);
    if (base === undefined || url === undefined) return false;
    if (url.origin === base.origin) return true;
    const host = hostOf(url);
    const isPlain = url.protocol === "http:";
    for (const entry of trusted) {
      const isNamed = entry.isBelow ? host.endsWith(`.${entry.host}`) : host === entry.host;
      if (!isNamed || (!entry.anyPort && entry.port !== portOf(url))) continue;
      if (entry.scheme !== undefined && `${entry.scheme}:` !== url.protocol) continue;
      if (isPlain && entry.scheme !== "http" && base.protocol !== "http:") continue;
      return true;
    }
    return !isPlain && isRelated(host, hostOf(base));
  };
}

function isRelated(host: string, base: string): boolean {
  if (isAddress(host) || isAddress(base)) return host === base;
  if (host === base || host.endsWith(`.${base}`)) return base.includes(".") || host === base;
  const parent = base.slice(base.indexOf(".") + 1);
  if (!base.includes(".") || isPublicSuffix(parent)) return false;
  return host === parent || host.endsWith(`.${parent}`);
}

function isPublicSuffix(name: string): boolean {
  const labels = name.split(".");
  const [first = "", last = ""] = labels;
  if (labels.length < 2) return true;
  if (SHARED_SUFFIXES.has(labels.slice(-2).join("."))) return true;
  return labels.length === 2 && last.length === 2 && REGISTRY_LEVELS.test(first);
}

function isAddress(host: string): boolean {
  return host.startsWith("[") || /^\d+(\.\d+){3}$/.test(host);
}

function parse(url: string): URL | undefined {
  const parsed = URL.parse(url);
  return parsed?.protocol === "http:" || parsed?.protocol === "https:" ? parsed : undefined;
}

function hostOf(url: URL): string {
  return url.hostname.toLowerCase().replace(/\.$/, "");
}

function portOf(url: URL): string {
  return url.port || (url.protocol === "https:" ? "443" : "80");
}
