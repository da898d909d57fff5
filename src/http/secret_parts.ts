/** The secrets inside a longer text: a server may repeat a part of it alone. */

import { decodePercent } from "./proxy.ts";

/** Shorter than this, a part says nothing and would be masked all over. */
const SHORTEST_PART = 6;

/** The value of a header, and what stands in it: the values of cookies, what follows `Bearer`. */
export function headerSecrets(value: string): string[] {
  const whole = value.trim();
  const parts = whole.split(/[;,\s]+/).flatMap((part) => {
    const equals = part.indexOf("=");
    const named = equals < 0 ? part : part.slice(equals + 1);
    return [part, named, named.replace(/^"(.*)"$/, "$1")];
  });
  return [...new Set([whole, ...parts.filter((part) => part.length >= SHORTEST_PART)])];
}

/** User and password inside an address, as written and decoded; the scheme may be missing. */
export function addressSecrets(text: string): string[] {
  // The last '@' ends them: a password may hold '@', ':' and '/' when its owner did not think of URLs.
  const userinfo = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(.*)@/is.exec(text.trim())?.[1];
  if (userinfo === undefined) return [];
  const colon = userinfo.indexOf(":");
  const parts = colon < 0 ? [userinfo] : [userinfo.slice(0, colon), userinfo.slice(colon + 1)];
  return parts.flatMap((part) => [part, decodePercent(part)]);
}
