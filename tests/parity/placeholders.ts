/** Placeholders in cases, and the way back: values of one run replaced by their names. */
import { encodeBase64 } from "./base64.ts";

/** What placeholders stand for in one run. */
export interface Places {
  /** Host and port of the servers by name: `S` the configured one, `S2` another, `TLS` over TLS. */
  readonly hosts: { readonly [name: string]: string };
  readonly home: string;
  readonly cwd: string;
  /** PEM file with the certificate of `TLS`. */
  readonly certificate: string;
}

const HEX = "0123456789abcdef".repeat(4);
const SECRET = encodeBase64(new Uint8Array(32).fill(7)).replace(/=+$/, "");

/** An organization token with this payload. */
export function orgToken(payload: string): string {
  return `sntrys_${encodeBase64(new TextEncoder().encode(payload))}_${SECRET}`;
}

const SCHEMES: { readonly [name: string]: string } = { TLS: "https", SOCKS: "socks5" };

/** Names and values, the longest values first so that none hides in another. */
export function placeholders(places: Places): readonly (readonly [string, string])[] {
  const s = `http://${places.hosts["S"]}`;
  const pairs: [string, string][] = [
    ["{T}", HEX],
    ["{T2}", HEX.split("").reverse().join("")],
    ["{UT}", `sntryu_${HEX}`],
    ["{OT}", orgToken(JSON.stringify({ iat: 1, url: s, region_url: s, org: "tok" }))],
    ["{OT/}", orgToken(JSON.stringify({ iat: 1, url: `${s}/`, org: "tok" }))],
    ["{OT2}", orgToken(JSON.stringify({ iat: 1, url: s, org: "other" }))],
    ["{OT-null}", orgToken(JSON.stringify({ iat: 1, url: null, org: "tok" }))],
    ["{OT-empty}", orgToken(JSON.stringify({ iat: 1, url: "", org: "tok" }))],
    ["{OT-nourl}", orgToken(JSON.stringify({ iat: 1, org: "tok" }))],
    ["{OT-noorg}", orgToken(JSON.stringify({ iat: 1, url: s }))],
    ["{OT-array}", orgToken(JSON.stringify(["tok", s]))],
    ["{OT-dup}", orgToken(`{"org":"a","org":"tok","url":null}`)],
    ["{OT-badjson}", orgToken(`{"org":"tok","url":null} x`)],
    ["{HOME}", places.home],
    ["{CWD}", places.cwd],
    ["{CERT}", places.certificate],
  ];
  for (const [name, host] of Object.entries(places.hosts)) {
    pairs.push([`{${name}}`, `${SCHEMES[name] ?? "http"}://${host}`]);
    pairs.push([`{${name}-host}`, host]);
    pairs.push([`{${name}-port}`, host.slice(host.lastIndexOf(":") + 1)]);
  }
  return pairs;
}

/** Fills the placeholders of a text. */
export function fill(text: string, pairs: readonly (readonly [string, string])[]): string {
  let filled = text;
  for (const [name, value] of pairs) filled = filled.replaceAll(name, value);
  return filled;
}

/** Replaces the values of this run by their names; ports only beside a host name. */
export function unfill(text: string, pairs: readonly (readonly [string, string])[]): string {
  const byLength = pairs.filter(([name]) => !name.endsWith("-port}"))
    .toSorted((a, b) => b[1].length - a[1].length);
  let plain = text;
  for (const [name, value] of byLength) if (value !== "") plain = plain.replaceAll(value, name);
  for (const [name, value] of pairs) {
    if (name.endsWith("-port}")) plain = plain.replaceAll(new RegExp(`\\b${value}\\b`, "g"), name);
  }
  return plain;
}
