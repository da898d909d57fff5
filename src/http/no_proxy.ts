/** Reads `NO_PROXY`: the hosts that are reached without a proxy. The grammar is that of libcurl. */

/**
 * Whether `hostname` (as in `URL.hostname`, an IPv6 address in brackets) is on the list.
 *
 * `*` alone means every host. Otherwise items are separated by commas: a name matches itself and what
 * ends in it at a dot (a leading dot changes nothing), an address matches itself, and `address/bits`
 * a network. There is no `host:port`, and no item matches part of an address by its text.
 */
export function isExempt(hostname: string, list: string): boolean {
  if (list.trim() === "*") return true;
  const host = bare(hostname.toLowerCase());
  if (host === "") return false;
  const address = parseAddress(host);
  return list.split(",").some((item) => {
    const entry = item.trim().toLowerCase();
    if (entry === "") return false;
    if (address !== undefined) return matchesAddress(address, entry);
    const name = entry.replace(/^\./, "").replace(/\.$/, "");
    return name !== "" && (host === name || host.endsWith(`.${name}`));
  });
}

/** Without the brackets of an IPv6 address and the dot at the end of a full name. */
function bare(host: string): string {
  return host.startsWith("[") ? host.replace(/^\[|\]$/g, "") : host.replace(/\.$/, "");
}

function matchesAddress(address: readonly number[], entry: string): boolean {
  const [, text = "", bitsText] = /^([^/]*)(?:\/(.*))?$/.exec(entry) ?? [];
  const network = parseAddress(bare(text));
  if (network === undefined || network.length !== address.length) return false;
  const all = address.length * 8;
  // Like libcurl: no bits, or 0 of them, compare the whole address.
  const bits = bitsText === undefined ? all : /^\d{1,3}$/.test(bitsText) ? Number(bitsText) : -1;
  if (bits < 0 || bits > all) return false;
  return sharesPrefix(address, network, bits === 0 ? all : bits);
}

function sharesPrefix(a: readonly number[], b: readonly number[], bits: number): boolean {
  for (let at = 0; at * 8 < bits; at++) {
    const left = Math.min(8, bits - at * 8);
    const mask = (0xff << (8 - left)) & 0xff;
    if (((a[at] ?? 0) & mask) !== ((b[at] ?? 0) & mask)) return false;
  }
  return true;
}

/** The bytes of an IPv4 or IPv6 address in text form; `undefined` for anything else. */
export function parseAddress(text: string): number[] | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) {
    const bytes = text.split(".").map(Number);
    return bytes.every((byte) => byte <= 255) ? bytes : undefined;
  }
  const address = text.replace(/%.*$/, ""); // a zone (fe80::1%eth0) says nothing about the address
  if (!/^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(address)) return undefined;
  const halves = address.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = [groups(halves[0] ?? ""), groups(halves[1] ?? "")];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function groups(text: string): number[] | undefined {
  if (text === "") return [];
  const bytes: number[] = [];
  const parts = text.split(":");
  for (const [at, part] of parts.entries()) {
    if (at === parts.length - 1 && part.includes(".")) {
      const tail = part.includes(":") ? undefined : parseAddress(part);
      if (tail === undefined) return undefined;
      bytes.push(...tail);
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) {
      const value = parseInt(part, 16);
      bytes.push(value >> 8, value & 0xff);
    } else return undefined;
  }
  return bytes;
}
