/**
 * Property lists of Apple's tools, the XML form. Read with a library; what it gives is checked here.
 *
 * The library is loaded when the first list is read: few commands ever do.
 */

/** The library knows no CDATA sections. */
const CDATA = /<!\[CDATA\[([\s\S]*?)\]\]>/g;

/** What a property list can hold. Dates and data are given as the library makes them. */
export type PlistValue = unknown;

/** The bytes are not a property list that we read. */
export class PlistError extends Error {
  override readonly name = "PlistError";
}

/** Reads an XML property list. Throws {@linkcode PlistError}. */
export async function readPlist(bytes: Uint8Array): Promise<PlistValue> {
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 8));
  if (start.startsWith("bplist")) {
    throw new PlistError("It is a binary property list; `plutil -convert xml1` makes an XML one");
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new PlistError("It is not valid UTF-8");
  }
  if (!/<plist[\s>]/.test(text)) throw new PlistError("There is no <plist> element");
  // The library takes a list that was cut short for a whole one.
  if (!/<\/plist>\s*$/.test(text)) throw new PlistError("It ends before </plist>");
  const { default: { parse } } = await import("fast-plist");
  try {
    return parse(text.replace(CDATA, (_, inner: string) => escapeXml(inner)));
  } catch (error) {
    throw new PlistError(error instanceof Error ? error.message : String(error));
  }
}

/** The texts of a property list's outermost dictionary. Throws {@linkcode PlistError}. */
export async function readPlistTexts(bytes: Uint8Array): Promise<ReadonlyMap<string, string>> {
  const value = await readPlist(bytes);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new PlistError("It holds no dictionary");
  }
  return new Map(
    Object.entries(value).filter((entry): entry is [string, string] =>
      typeof entry[1] === "string"
    ),
  );
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
