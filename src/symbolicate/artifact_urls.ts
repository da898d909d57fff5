/** The addresses under which a script of a frame may have been uploaded. */

/**
 * The candidates in the order in which they count: as in the frame, then with `~` for scheme and host;
 * each with its query, then without.
 */
export function artifactUrls(address: string): string[] {
  const withoutFragment = address.replace(/#.*$/, "");
  const bare = withoutFragment.replace(/\?.*$/, "");
  const urls = [withoutFragment, bare].flatMap((each) => [each, tilde(each)]);
  // The exact address first, whatever follows.
  const [exact, short, plain, shortPlain] = urls;
  return [...new Set([exact, plain, short, shortPlain].filter((each) => each !== undefined))];
}

/** `~/path` for an address with a host, and for an absolute path. */
function tilde(address: string): string {
  const path = /^[a-z][a-z0-9+.-]*:\/\/[^/]*(\/.*)$/i.exec(address)?.[1];
  if (path !== undefined) return `~${path}`;
  return address.startsWith("/") ? `~${address}` : address;
}

/** A reference of a script, such as `a.js.map`, as an address; `undefined` when it cannot be joined. */
export function joinReference(script: string, reference: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(reference)) return reference;
  // `~` is no host for the parser, and has to be there again afterwards.
  const marked = script.replace(/^~(?=\/)/, "tilde://tilde").replace(/^(?=\/)/, "path://path");
  try {
    const joined = new URL(reference, marked).href;
    return joined.replace(/^tilde:\/\/tilde/, "~").replace(/^path:\/\/path/, "");
  } catch {
    return undefined;
  }
}
