/** The upload of a React Native bundle with its map; loaded when it runs. */
import type { Api } from "../../api/client.ts";
import { getChunkOptions } from "../../api/chunk_upload.ts";
import type { Context } from "../../context.ts";
import type { SourceFile } from "../../features/sourcemaps/source_urls.ts";
import { uploadSources } from "../../features/sourcemaps/upload_sources.ts";
import { filesOfBundle } from "../bundle_files.ts";
import { narratorOf } from "../narrator.ts";
import { uploadReceipt } from "../upload_receipt.ts";

/** Release and distribution of one upload; without both, debug ids do it. */
export interface Target {
  readonly release: string | undefined;
  readonly dist: string | undefined;
}

export interface ReactNativeUpload {
  readonly api: Api;
  readonly org: string;
  readonly projects: readonly string[];
  /** Paths of bundle and map, or the files themselves. */
  readonly source:
    | { readonly bundle: string; readonly sourcemap: string }
    | { readonly files: readonly SourceFile[] };
  /** Taken off the sources that the map names. */
  readonly stripPrefix: string;
  /** One upload each. */
  readonly targets: readonly Target[];
  readonly waitSeconds: number | undefined;
}

/** Uploads the bundle for each target. */
export async function uploadReactNative(ctx: Context, upload: ReactNativeUpload): Promise<void> {
  const { api, org, projects, source, stripPrefix, targets, waitSeconds } = upload;
  ctx.out.say("Processing react-native sourcemaps for Sentry upload.");
  const narrator = narratorOf(ctx);
  const { files, isAnnounced } = "files" in source
    ? { files: source.files, isAnnounced: false }
    : await filesOfBundle(ctx, source, {
      urlOf: (name) => `~/${name}`,
      onlyFileBundles: true,
      narrator,
    });
  const options = await getChunkOptions(api, org);
  const receipts: unknown[] = [];
  for (const [at, { release, dist }] of targets.entries()) {
    const facts = { org, projects, release, dist };
    const uploaded = await uploadSources(files.map(fresh), {
      rewrite: { cwd: ctx.cwd, stripPrefixes: [stripPrefix] },
      decompress: false,
      validates: false,
      addsReferences: true,
      addsDebugIds: true,
      isQuiet: false,
      isAnnounced,
      isRepeated: at > 0,
      onPrepared: () => announce(ctx, { release, dist }),
      doors: ctx,
      upload: { api, options, doors: ctx, facts, waitSeconds, narrator },
    });
    if (uploaded === undefined) continue;
    if (uploaded.report !== undefined) narrator.say(uploaded.report);
    receipts.push(uploadReceipt(uploaded, facts));
  }
  ctx.out.show({ json: { uploads: receipts }, text: () => "" });
}

/** A copy: the threads of the upload take the bytes over. */
function fresh(file: SourceFile): SourceFile {
  return file.content === undefined ? file : { ...file, content: new Uint8Array(file.content) };
}

function announce(ctx: Context, { release, dist }: Target): void {
  if (release === undefined) return;
  const forDist = dist === undefined ? "" : ` distribution ${dist}`;
  ctx.out.say(`Uploading sourcemaps for release ${release}${forDist}`);
}
