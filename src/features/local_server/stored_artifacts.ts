/** What was uploaded, as a place where the maps of frames are looked for. */
import type { Artifact as FoundArtifact, ArtifactSource } from "../../symbolicate/model.ts";
import type { Codecs } from "../../system/mod.ts";
import {
  type Artifact,
  findArtifactByDebugId,
  findArtifactByUrl,
  readArtifact,
} from "./store/artifacts.ts";
import type { Store } from "./store/store.ts";

/** The uploads for one project. */
export function storedArtifacts(
  store: Store,
  projectId: number,
  codecs: () => Promise<Codecs>,
): ArtifactSource {
  const show = (artifact: Artifact | undefined): FoundArtifact | undefined =>
    artifact && {
      url: artifact.url,
      debugId: artifact.debugId ?? undefined,
      headers: artifact.headers,
      content: async () => readArtifact(store, artifact.id, await codecs()),
    };
  return {
    byDebugId: (debugId, type) =>
      Promise.resolve(show(findArtifactByDebugId(store, projectId, { debugId, type }))),
    byUrl: (urls, { release, dist = "" }) =>
      Promise.resolve(show(findArtifactByUrl(store, { projectId, release, dist }, urls))),
  };
}
