import type { ReleaseFile } from "../../api/release_files.ts";

/** A file in the payload of `--format json`. */
export function fileJson({ id, name, dist, headers, sha1, sizeBytes }: ReleaseFile) {
  return { id, name, dist: dist ?? null, headers, sha1, sizeBytes };
}
