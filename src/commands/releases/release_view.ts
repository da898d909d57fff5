/** How releases are shown, shared by `list` and `info`. */
import type { Release } from "../../api/releases.ts";

/** One project a line, `-` for none. */
export function projectLines(release: Release): string {
  return release.projects.map((project) => project.slug).join("\n") || "-";
}
