/** Where a file of a bundle stands in its archive (specification of uploads, §4). */

/** The URL cannot be used as one; the message says why. */
export class BadBundleUrl extends Error {
  override readonly name = "BadBundleUrl";
}

/** A URL that has no host of its own (`~/a.js`, `/a.js`, `a.js`) is taken relative to this. */
const NOWHERE = "http://~";

/** `~/x/a.js` to `files/_/_/x/a.js`, `https://h:1/a b.js?v` to `files/https/h/a%20b.js`. */
export function entryPath(url: string): string {
  const parsed = URL.parse(url.startsWith("~/") ? url.slice(2) : url, NOWHERE);
  if (parsed === null) {
    throw new BadBundleUrl(`'${url}' is not a URL`);
  }
  const { protocol, hostname, pathname, hash } = parsed;
  const isNowhere = protocol === "http:" && hostname === "~";
  const scheme = isNowhere ? "_" : protocol.slice(0, -1);
  const host = isNowhere || hostname === "" ? "_" : hostname;
  return `files/${scheme}/${host}/${pathname.replace(/^\//, "")}${hash}`;
}

/** Gives out paths that are each used once. */
export class UniquePaths {
  readonly #used = new Set<string>();

  /** The path itself, or with the first free number: `a.js`, `a.js.1`, `a.js..2`, as 3.8 does it. */
  take(path: string): string {
    let free = path;
    for (let number = 1; this.#used.has(free); number++) {
      free = `${free.replace(/\d+$/, "")}.${number}`;
    }
    this.#used.add(free);
    return free;
  }
}
