/** Debug ids: a UUID and, for some kinds of files, a number after it (the "age" of a PDB). */

const UUID = "([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})";
const HYPHENATED = new RegExp(`^${UUID.replaceAll("-?", "-")}(?:-([0-9a-f]{1,8}))?$`, "i");
const COMPACT = new RegExp(`^${UUID.replaceAll("-?", "")}([0-9a-f]{1,8})?$`, "i");

/** The id in its one written form, lower-case and hyphenated; `undefined` for anything else. */
export function parseDebugId(text: string): string | undefined {
  const found = HYPHENATED.exec(text) ?? COMPACT.exec(text);
  if (found === null) return undefined;
  const [, first, second, third, fourth, fifth, age = "0"] = found;
  const uuid = [first, second, third, fourth, fifth].join("-").toLowerCase();
  const number = parseInt(age, 16);
  return number === 0 ? uuid : `${uuid}-${number.toString(16)}`;
}

/**
 * The id of a SHA-1: its first 16 bytes with the marks of a version 5 UUID (specification of source
 * maps, shorthand `u5`).
 */
export function debugIdOfSha1(digest: Uint8Array): string {
  const bytes = digest.slice(0, 16);
  bytes[6] = (bytes[6] ?? 0) & 0x0f | 0x50;
  bytes[8] = (bytes[8] ?? 0) & 0x3f | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
