/** The place of releases: what is the newest, and files of it whose checksum is vouched for. */
import { ApiError, ConfigError, InputError } from "../../base/errors.ts";
import { compareVersions, isVersion } from "../../base/version_order.ts";
import {
  type Fetch,
  type FileSystem,
  type Platform,
  SystemError,
  type Timeouts,
} from "../../system/mod.ts";

/** What is needed to read from the place. */
export interface ReleaseDoors {
  /** An address, or a folder for machines that are offline. */
  readonly place: string;
  /** Sends requests to an address; not asked for a folder. */
  readonly fetch: () => Promise<Fetch>;
  readonly fs: Pick<FileSystem, "read">;
  readonly timeouts?: Partial<Timeouts>;
}

/** A release whose checksums carry the signature of the project. */
export interface SignedRelease {
  readonly version: string;
  /** SHA-256 in lower-case hex by file name. */
  readonly checksums: ReadonlyMap<string, string>;
}

/** The newest version that the place names; nothing is checked, so good for a note only. */
export async function newestVersion(doors: ReleaseDoors): Promise<string> {
  return versionIn(await read(doors, "latest/download/release.json"));
}

/** The newest release. Throws when the signature is not the project's. */
export async function newestRelease(
  doors: ReleaseDoors,
  publicKey: string,
): Promise<SignedRelease> {
  if (publicKey === "") {
    throw new ConfigError(
      "Could not check the release: this program knows no key to check it with",
      {
        hint: "Install the new version as you installed this one",
      },
    );
  }
  const [sums, signature, record] = await Promise.all(
    ["SHA256SUMS", "SHA256SUMS.sig", "release.json"].map((name) =>
      read(doors, `latest/download/${name}`)
    ),
  );
  if (sums === undefined || signature === undefined || record === undefined) {
    throw new InputError("Could not read the release");
  }
  if (!await isSigned(sums, signature, publicKey)) {
    throw new InputError(
      "Could not trust the release: its checksums are not signed by the project",
      {
        hint: "Do not install it by hand either; somebody may have changed it",
      },
    );
  }
  const checksums = parseChecksums(new TextDecoder().decode(sums));
  await verify(record, "release.json", checksums);
  return { version: versionIn(record), checksums };
}

/** A file of a release, whole and unchanged. */
export async function readReleaseFile(
  doors: ReleaseDoors,
  { version, checksums }: SignedRelease,
  name: string,
): Promise<Uint8Array> {
  if (!checksums.has(name)) {
    throw new InputError(`Version ${version} has no program named '${name}'`);
  }
  const bytes = await read(doors, `download/${version}/${name}`);
  await verify(bytes, name, checksums);
  return bytes;
}

/** The name of a system's program on the release page. */
export function assetName({ os, arch }: Pick<Platform, "os" | "arch">): string {
  switch (os) {
    case "windows":
      return `sentry-cli-Windows-${arch}.exe`;
    case "darwin":
      return `sentry-cli-Darwin-${arch === "aarch64" ? "arm64" : arch}`;
    default:
      return `sentry-cli-Linux-${arch}`;
  }
}

/** Lines of `sha256sum`. */
export function parseChecksums(text: string): Map<string, string> {
  const lines = text.split("\n").map((line) => /^([0-9a-f]{64}) [ *](.+)$/.exec(line.trimEnd()));
  return new Map(
    lines.flatMap((found) => found === null ? [] : [[found[2] ?? "", found[1] ?? ""]]),
  );
}

/** Whether a newer version is there than the one that runs. */
export function isNewer(candidate: string, current: string): boolean {
  return compareVersions(candidate, current) > 0;
}

function versionIn(record: Uint8Array): string {
  let version: unknown;
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(record));
    version = typeof json === "object" && json !== null && "version" in json && json.version;
  } catch {
    // said below
  }
  // It becomes part of an address and of what is shown.
  if (typeof version === "string" && isVersion(version)) return version;
  throw new InputError("Could not read the newest version: release.json names none");
}

async function verify(
  bytes: Uint8Array,
  name: string,
  checksums: ReadonlyMap<string, string>,
): Promise<void> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));
  const found = Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const wanted = checksums.get(name);
  if (found !== wanted) {
    throw new InputError(
      `checksum mismatch: '${name}' has ${found} instead of ${wanted ?? "any in SHA256SUMS"}`,
      { hint: "The download was cut short or changed on its way; try again" },
    );
  }
}

async function isSigned(data: Uint8Array, signature: Uint8Array, key: string): Promise<boolean> {
  try {
    const raw = fromBase64(key);
    const verifier = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
    const bytes = fromBase64(new TextDecoder().decode(signature));
    return await crypto.subtle.verify("Ed25519", verifier, bytes, new Uint8Array(data));
  } catch {
    return false; // neither key nor signature
  }
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.trim()), (char) => char.charCodeAt(0));
}

async function read(
  { place, fetch, fs, timeouts }: ReleaseDoors,
  path: string,
): Promise<Uint8Array> {
  const base = place.replace(/[\\/]+$/, "");
  if (!/^https?:/i.test(base)) {
    const file = `${base.replace(/^file:\/\//i, "")}/${path}`;
    try {
      return await fs.read(file);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new InputError(`Could not read '${file}': ${error.message}`, { cause: error.cause });
    }
  }
  const url = `${base}/${path}`;
  const send = await fetch();
  const response = await send({
    method: "GET",
    url,
    headers: [],
    buffered: true,
    authorize: false,
    timeouts,
    maxRedirects: 10, // release pages keep their files elsewhere
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new ApiError(`Could not get '${url}': the answer is ${response.status}`, response.status);
  }
  return new Uint8Array(await response.arrayBuffer());
}
