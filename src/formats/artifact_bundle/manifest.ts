/** What an artifact bundle says of itself: `manifest.json` and the bundle's id (specification, §4). */

/** The kinds of files, as the manifest spells them. */
export type ArtifactType = "minified_source" | "source_map" | "indexed_ram_bundle" | "source";

/** The kinds as the bundle's id knows them. */
const ID_NAMES: Readonly<Record<ArtifactType, string>> = {
  minified_source: "MinifiedSource",
  source_map: "SourceMap",
  indexed_ram_bundle: "IndexedRamBundle",
  source: "Source",
};

/** Headers of a file by name, as they were given: `Sourcemap`, `debug-id`. */
export type ArtifactHeaders = readonly (readonly [name: string, value: string])[];

/** A file as the manifest lists it. */
export interface ManifestFile {
  /** In the archive. */
  readonly path: string;
  readonly url: string;
  readonly type: ArtifactType;
  readonly headers: ArtifactHeaders;
}

/** What the whole bundle is for; only what is set is written. */
export interface BundleFacts {
  readonly org?: string | undefined;
  /** Written only when there is exactly one. */
  readonly projects: readonly string[];
  readonly release?: string | undefined;
  readonly dist?: string | undefined;
  readonly note?: string | undefined;
}

/** The text of `manifest.json`; the order of keys is part of the format. */
export function manifestText(
  files: readonly ManifestFile[],
  bundleId: string,
  { org, projects, release, dist, note }: BundleFacts,
): string {
  const sorted = [...files].sort((a, b) => compareBytes(a.path, b.path));
  // Not an object: its keys would come in another order where they look like numbers.
  const entries = sorted.map(({ path, url, type, headers }) => {
    const lower = headers.map(([name, value]) => [name.toLowerCase(), value] as const)
      .sort(([a], [b]) => compareBytes(a, b));
    const file = { type, url, ...(lower.length > 0 ? { headers: Object.fromEntries(lower) } : {}) };
    return `${JSON.stringify(path)}:${JSON.stringify(file)}`;
  });
  const facts = JSON.stringify({
    debug_id: bundleId,
    dist,
    note,
    org,
    project: projects.length === 1 ? projects[0] : undefined,
    release,
  });
  return `{"files":{${entries.join(",")}},${facts.slice(1)}`;
}

/** A running SHA-1. */
export interface Sha1 {
  update(data: Uint8Array): void;
  digest(): Uint8Array;
}

/** Works out the id of a bundle from its files, given in the order of their URLs. */
export class BundleIdHash {
  readonly #sha1: Sha1;
  readonly #encoder = new TextEncoder();

  constructor(sha1: Sha1) {
    this.#sha1 = sha1;
  }

  add(file: Omit<ManifestFile, "path">, content: Uint8Array): void {
    this.#text(file.url);
    this.#sha1.update(content);
    this.#text(ID_NAMES[file.type]);
    for (const [name, value] of [...file.headers].sort(([a], [b]) => compareBytes(a, b))) {
      this.#text(name);
      this.#text(value);
    }
  }

  /** The UUID; nothing can be added any more. */
  finish(): string {
    return uuid5(this.#sha1.digest());
  }

  #text(text: string): void {
    this.#sha1.update(this.#encoder.encode(text));
  }
}

/** The first 16 bytes of a SHA-1 as a UUID of version 5 (the specification's `u5`). */
export function uuid5(digest: Uint8Array): string {
  const bytes = digest.slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)]
    .join("-");
}

/** Order by UTF-8 bytes, which is the order of code points and not that of `<`. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (x === y) continue;
    // Halves of a pair stand for code points above all others.
    const pairX = x >= 0xd800 && x <= 0xdfff;
    const pairY = y >= 0xd800 && y <= 0xdfff;
    return pairX === pairY ? x - y : pairX ? 1 : -1;
  }
  return a.length - b.length;
}
