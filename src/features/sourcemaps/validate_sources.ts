/** `--validate`: what looks wrong in scripts and maps (specification of uploads, §3.5). */
import type { Artifact } from "./artifact_facts.ts";
import type { Message } from "./upload_report.ts";

export interface Validation {
  /** Messages by URL. */
  readonly messages: ReadonlyMap<string, readonly Message[]>;
  /** Whether one of them has to stop the upload. */
  readonly hasFailed: boolean;
}

/** Looks at all files; `sourcemapOf` gives the map that a script's header names. */
export function validateSources(
  artifacts: readonly Artifact[],
  sourcemapOf: (artifact: Artifact) => string | undefined,
): Validation {
  const urls = new Set(artifacts.map(({ url }) => url));
  const messages = new Map<string, readonly Message[]>();
  for (const artifact of artifacts) {
    const found = artifact.type === "minified_source"
      ? ofScript(artifact, sourcemapOf(artifact))
      : artifact.type === "source_map"
      ? ofMap(artifact, urls)
      : [];
    if (found.length > 0) messages.set(artifact.url, found);
  }
  const all = [...messages.values()].flat();
  return { messages, hasFailed: all.some(({ text }) => text.startsWith(FAILED)) };
}

/** Only what cannot be processed stops an upload; a script without a map does not. */
const FAILED = "failed to process: ";

function ofScript({ url, reference }: Artifact, sourcemap: string | undefined): Message[] {
  const target = sourcemap ?? reference?.shown;
  if (target === undefined) return [{ level: "error", text: "missing sourcemap!" }];
  const messages: Message[] = [];
  if (sourcemap === undefined && reference?.isLegacy) {
    messages.push({ level: "warning", text: "encountered a legacy reference" });
  }
  // A URL without a host is relative to wherever the site is.
  if (URL.parse(target, URL.parse(url, NOWHERE) ?? NOWHERE) === null) {
    messages.push({ level: "error", text: `${FAILED}could not join URL` });
  }
  return messages;
}

const NOWHERE = "http://~/";

function ofMap({ map }: Artifact, urls: ReadonlySet<string>): Message[] {
  if (map === undefined) return [];
  if (map.problem !== undefined) return [{ level: "error", text: `${FAILED}${map.problem}` }];
  if (map.isIndexed) {
    const text = "encountered indexed sourcemap. We cannot validate those.";
    return [{ level: "warning", text }];
  }
  return map.missingContents.filter((source) => !urls.has(source))
    .map((source) => ({ level: "warning", text: `missing sourcecode (${source})` }));
}
