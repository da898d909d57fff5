/** The release of a Cordova app, whose native projects lie two folders below its `config.xml`. */
import { readXmlRoot, type XmlElement } from "../../formats/xml_root.ts";
import { readTextIfThere, type VcsDoors } from "../../vcs/doors.ts";
import type { ProposedVersion } from "./proposed_version.ts";

const NAMESPACE = "http://www.w3.org/ns/widgets";

/** Only in a folder called `android` or `ios`; what cannot be read is no such project. */
export async function cordovaRelease(
  doors: Pick<VcsDoors, "fs" | "cwd" | "platform">,
): Promise<ProposedVersion | undefined> {
  const { path } = doors.platform;
  const name = path.basename(doors.cwd);
  if (name !== "android" && name !== "ios") return undefined;
  const file = path.resolve(doors.cwd, "../../config.xml");
  const text = await readTextIfThere(doors, file).catch(() => undefined);
  const root = text === undefined ? undefined : await readXmlRoot(text);
  if (root?.name !== "widget" || root.namespace !== NAMESPACE) return undefined;
  return { version: name === "android" ? androidRelease(root) : iosRelease(root), source: file };
}

function androidRelease({ attributes }: XmlElement): string {
  const id = attributes["android-packageName"] ?? attributes["id"] ?? "unknown";
  return `${id}@${attributes["version"] ?? "0.0"}`;
}

function iosRelease({ attributes }: XmlElement): string {
  const id = attributes["ios-CFBundleIdentifier"] ?? attributes["id"] ?? "unknown";
  return `${id}@${attributes["ios-CFBundleVersion"] ?? attributes["version"] ?? "0.0"}`;
}
