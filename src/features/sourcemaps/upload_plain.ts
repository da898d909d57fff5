/** Files as they are, of whatever kind: what `files upload DIRECTORY` of the 2.x line does. */
import type { ArtifactHeaders } from "../../formats/artifact_bundle/manifest.ts";
import { oneLine } from "../../output/sanitise.ts";
import { type PrepareDoors, prepareSources } from "./prepare_sources.ts";
import { type SourceFile, uniqueByUrl } from "./source_urls.ts";
import {
  inTemporaryFolder,
  send,
  type SourcesUploaded,
  type UploadSourcesOptions,
} from "./upload_sources.ts";

export interface UploadPlainOptions {
  /** Kept with each file. */
  readonly headers: ArtifactHeaders;
  /** Unpack what is gzip. */
  readonly decompress: boolean;
  readonly doors: PrepareDoors;
  readonly upload: UploadSourcesOptions["upload"];
}

/** Uploads the files; none at all is a bundle, too. */
export async function uploadPlain(
  given: readonly SourceFile[],
  { headers, decompress, doors, upload }: UploadPlainOptions,
): Promise<SourcesUploaded> {
  const { narrator: { warn, progress }, options: { chunkSize } } = upload;
  const { files, collisions } = uniqueByUrl(given);
  return await inTemporaryFolder(doors.fs, async (folder) => {
    const prepared = await progress.run(
      { name: "Analyzing", label: "Analyzing files...", total: files.length },
      (bar) =>
        prepareSources(files, {
          rewrite: undefined,
          validates: false,
          decompress,
          typeFor: "source",
          foretell: () => headers,
          doors,
          bundlePath: `${folder}/bundle.zip`,
          chunkSize,
          bar,
        }),
    );
    for (const path of prepared.notDecompressed) warn(`Could not decompress: ${oneLine(path)}`);
    const linked = new Map(prepared.artifacts.map((artifact) =>
      [
        artifact,
        { artifact, sourcemap: undefined, debugId: undefined, messages: [], headers },
      ] as const
    ));
    const sent = await send(prepared, linked, upload);
    return { sent, prepared, collisions, linked, report: undefined };
  });
}
