/** The whole way from files to a bundle on the server, with what is said about it. */
import { InputError } from "../../base/errors.ts";
import { oneLine } from "../../output/sanitise.ts";
import { type FileSystem, SystemError } from "../../system/mod.ts";
import type { Artifact } from "./artifact_facts.ts";
import { HeaderForecast } from "./header_forecast.ts";
import { type LinkedArtifact, type LinkOptions, linkSources } from "./link_sources.ts";
import {
  type PrepareDoors,
  type PreparedSources,
  type PrepareOptions,
  prepareSources,
} from "./prepare_sources.ts";
import { scriptsWithoutDebugId } from "./require_link.ts";
import { type Collision, type SourceFile, uniqueByUrl } from "./source_urls.ts";
import {
  type BundleUploaded,
  type Narrator,
  uploadBundle,
  type UploadBundleOptions,
} from "./upload_bundle.ts";
import { renderReport, type ReportRow } from "./upload_report.ts";
import { type SinglyUploaded, uploadSingly } from "./upload_singly.ts";
import {
  makeReleaseFor,
  oldServerNotice,
  requireReleaseFor,
  type UploadWay,
} from "./upload_way.ts";
import { validateSources, type Validation } from "./validate_sources.ts";

export interface UploadSourcesOptions extends LinkOptions {
  readonly rewrite: PrepareOptions["rewrite"];
  readonly decompress: boolean;
  readonly typeFor?: PrepareOptions["typeFor"];
  readonly validates: boolean;
  readonly upload: Omit<UploadBundleOptions, "way"> & { readonly way?: UploadWay | undefined };
  readonly doors: PrepareDoors;
  /** Says nothing of each file. */
  readonly isQuiet: boolean;
  /** What is analyzed has been said: of a RAM bundle, before it was taken apart. */
  readonly isAnnounced?: boolean | undefined;
  /** The same files have been prepared before: nothing is said of it again. */
  readonly isRepeated?: boolean | undefined;
  /** When everything is ready for the upload itself. */
  readonly onPrepared?: (() => void) | undefined;
}

/** What became of the files. */
export interface SourcesUploaded {
  readonly sent: BundleUploaded | SinglyUploaded;
  readonly prepared: PreparedSources;
  /** Files that have the URL of another one. */
  readonly collisions: readonly Collision[];
  readonly linked: ReadonlyMap<Artifact, LinkedArtifact>;
  /** The report, `undefined` when it is not wanted. */
  readonly report: string | undefined;
}

/** Uploads files; `undefined` when there is none. */
export async function uploadSources(
  given: readonly SourceFile[],
  options: UploadSourcesOptions,
): Promise<SourcesUploaded | undefined> {
  const { doors, upload } = options;
  const { narrator, facts, way = "artifact bundle" } = upload;
  const { files, collisions } = uniqueByUrl(given);
  for (const { url, kept, dropped } of collisions) {
    narrator.warn(`'${oneLine(dropped)}' is left out: '${oneLine(kept)}' has the URL ${url}, too`);
  }
  return await inTemporaryFolder(doors.fs, async (folder) => {
    const prepared = await announceAndPrepare(files, `${folder}/bundle.zip`, options);
    const linked = linkSources(prepared.artifacts, options);
    const validation = options.validates
      ? validate(prepared.artifacts, linked, options)
      : undefined;
    if (files.length === 0) {
      prepared.writer.abandon();
      return undefined;
    }
    try {
      requireReleaseFor(way, facts);
      if (facts.release === undefined || facts.release === "") warnOfIds(linked, narrator);
      // The 2.x line asks for the release twice; whoever answers it counts on that.
      await makeReleaseFor(way, facts, { api: upload.api, warn: narrator.warn });
    } catch (error) {
      prepared.writer.abandon();
      throw error;
    }
    options.onPrepared?.();
    const sent = await send(prepared, linked, upload);
    const rows = reportRows(prepared.artifacts, linked, validation);
    const report = options.isQuiet
      ? undefined
      : renderReport("Source Map Upload Report", rows, narrator.style);
    return { sent, prepared, collisions, linked, report };
  });
}

/** Runs a task with a folder that is gone afterwards. */
export async function inTemporaryFolder<T>(
  fs: Pick<FileSystem, "makeTempDirectory" | "remove">,
  task: (folder: string) => Promise<T>,
): Promise<T> {
  let folder: string | undefined;
  try {
    folder = await fs.makeTempDirectory();
    return await task(folder);
  } catch (error) {
    // Trouble with the user's files is told of where they are read.
    if (!(error instanceof SystemError) || error.code === "broken-pipe") throw error;
    throw new InputError(`Could not keep the bundle in a temporary file: ${error.message}`, {
      hint: "It needs as much room as the files, packed; TMPDIR names another folder.",
    });
  } finally {
    // What is left behind is only temporary; that it cannot be removed must not hide what happened.
    if (folder !== undefined) await fs.remove(folder, { recursive: true }).catch(() => {});
  }
}

/** Brings what was prepared to the server in one of the ways that it takes. */
export async function send(
  prepared: PreparedSources,
  linked: ReadonlyMap<Artifact, Pick<LinkedArtifact, "headers">>,
  { way = "artifact bundle", ...upload }: UploadSourcesOptions["upload"],
): Promise<BundleUploaded | SinglyUploaded> {
  const { api, facts, narrator, doors } = upload;
  try {
    requireReleaseFor(way, facts);
    await makeReleaseFor(way, facts, { api, warn: narrator.warn });
  } catch (error) {
    prepared.writer.abandon();
    throw error;
  }
  const notice = oldServerNotice(way);
  if (notice !== undefined) narrator.warn(notice);
  if (way !== "single files") return await uploadBundle(prepared, linked, { ...upload, way });
  const { release = "" } = facts;
  return await uploadSingly(prepared, linked, {
    api,
    doors,
    facts: { ...facts, release },
    narrator,
  });
}

/** The line of the first step. */
export function analyzingLine(count: number, style: Narrator["style"]): string {
  return `Analyzing ${style.yellow(String(count))} sources`;
}

async function announceAndPrepare(
  files: readonly SourceFile[],
  bundlePath: string,
  options: UploadSourcesOptions,
): Promise<PreparedSources> {
  const { rewrite, validates, decompress, typeFor, addsReferences, doors, upload } = options;
  const { narrator: { progress, warn, style }, options: { chunkSize } } = upload;
  const step = options.isRepeated === true ? () => {} : upload.narrator.step;
  if (files.length > 0 && options.isAnnounced !== true) {
    step(analyzingLine(files.length, style));
  }
  if (rewrite !== undefined) step("Rewriting sources");
  const forecast = new HeaderForecast(files, options);
  const name = rewrite === undefined ? "Analyzing" : "Rewriting";
  const prepared = await progress.run(
    { name, label: `${name} sources...`, total: files.length },
    (bar) =>
      prepareSources(files, {
        rewrite,
        validates,
        decompress,
        typeFor,
        foretell: (artifact) => forecast.of(artifact),
        doors,
        bundlePath,
        chunkSize,
        bar,
      }),
  );
  for (const path of prepared.notDecompressed) warn(`Could not decompress: ${oneLine(path)}`);
  for (const [{ path }, { why }] of prepared.skipped) {
    upload.doors.log.info(`Skipping ${oneLine(path)} because ${why}.`);
  }
  if (addsReferences) step("Adding source map references");
  return prepared;
}

/** Throws after showing what is wrong, when something has to stop the upload. */
function validate(
  artifacts: readonly Artifact[],
  linked: ReadonlyMap<Artifact, LinkedArtifact>,
  { upload: { narrator }, isQuiet }: UploadSourcesOptions,
): Validation {
  narrator.step("Validating sources");
  const validation = validateSources(artifacts, (each) => linked.get(each)?.sourcemap);
  if (!validation.hasFailed) return validation;
  const rows = reportRows(artifacts, linked, validation);
  if (!isQuiet) {
    narrator.say(renderReport("Source Map Validation Report", rows, narrator.style));
  }
  throw new InputError("Encountered problems when validating source maps.");
}

function reportRows(
  artifacts: readonly Artifact[],
  linked: ReadonlyMap<Artifact, LinkedArtifact>,
  validation: Validation | undefined,
): ReportRow[] {
  return artifacts.flatMap((artifact) => {
    const row = linked.get(artifact);
    if (row === undefined) return [];
    const more = validation?.messages.get(artifact.url) ?? [];
    return [{ ...row, messages: [...row.messages, ...more] }];
  });
}

function warnOfIds(linked: ReadonlyMap<Artifact, LinkedArtifact>, narrator: Narrator): void {
  const lacking = scriptsWithoutDebugId(linked.values());
  if (lacking.length === 0) return;
  narrator.warn("Some source files don't have debug ids:");
  for (const url of lacking) narrator.warn(`- ${oneLine(url)}`);
}
