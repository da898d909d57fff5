/** Whether the server will be able to find the files again (specification of uploads, §3.7). */
import { InputError } from "../../base/errors.ts";
import type { LinkedArtifact } from "./link_sources.ts";

/**
 * For an upload without a release: scripts with a map need debug ids. Gives the URLs of those that have
 * none; throws when none of them has one.
 */
export function scriptsWithoutDebugId(linked: Iterable<LinkedArtifact>): readonly string[] {
  const scripts = [...linked].filter(({ artifact, sourcemap }) =>
    artifact.type === "minified_source" && sourcemap !== undefined
  );
  const lacking = scripts.filter(({ debugId }) => debugId === undefined);
  if (lacking.length > 0 && lacking.length === scripts.length) {
    throw new InputError(
      "Cannot upload: You must either specify a release or have debug ids injected into your sources",
      { hint: "Run 'sentry-cli sourcemaps inject' on the files first, or give '--release'." },
    );
  }
  return lacking.map(({ artifact }) => artifact.url);
}
