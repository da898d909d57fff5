import { chunkOptionsOfAnyServer } from "../../api/chunk_upload.ts";
import { InputError } from "../../base/errors.ts";
import { defineCommand } from "../../cli/command.ts";
import { flag, text, type Values } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import { releaseBefore, releaseScope } from "../release_scope.ts";
import { changeOptions } from "../shared_options.ts";
import { fileOptions, urlOptions } from "../source_upload_options.ts";
import { distOption, waitOptions, waitSeconds } from "../wait_options.ts";
import { BUNDLES_INSTEAD, findFiles, sayOld } from "./old_spelling.ts";

const declaration = {
  summary: "Upload a file, or the files of a directory, for a release.",
  description: "A directory becomes a bundle, or single files where the server takes no bundles.",
  args: {
    path: text("The file or directory.").valueName("PATH").completes("file"),
    name: text("The name of the file on the server. [default: that of the file]")
      .valueName("NAME").optional(),
  },
  options: {
    ...releaseScope,
    dist: distOption,
    decompress: flag("Unpack files that are gzip."),
    ...waitOptions,
    fileHeader: text("A header to keep with the file, as 'key:value'; can be repeated.")
      .short("H").valueName("KEY VALUE").repeated(),
    ...urlOptions,
    ...fileOptions,
    ext: text("Extension of files of a directory to take; can be repeated. [default: all]")
      .short("x").valueName("EXT").repeated(),
    ...changeOptions,
  },
};

type UploadInput = Values<typeof declaration.options> & {
  readonly ofRelease?: string | undefined;
};

/** `files upload`. */
export const uploadCommand = defineCommand({
  ...declaration,
  run: ({ args, options }, ctx: Context) => upload(ctx, args, options),
});

/** `releases files [VERSION] upload`. */
export const uploadOfReleaseCommand = defineCommand({
  ...declaration,
  fromGroups: releaseBefore,
  run: ({ args, options }, ctx: Context) => upload(ctx, args, options),
});

async function upload(
  ctx: Context,
  { path, name }: Values<typeof declaration.args>,
  options: UploadInput,
): Promise<void> {
  sayOld(ctx, "files upload", BUNDLES_INSTEAD);
  const { api, key: { org, project, version: release } } = await findFiles(ctx, options);
  // The last one of a name counts.
  const headers = [...new Map(options.fileHeader.map(readHeader))];
  const [flow, chunkOptions] = await Promise.all([
    import("./upload_flow.ts"),
    chunkOptionsOfAnyServer(api, org),
  ]);
  const facts = {
    org,
    projects: project === undefined ? [] : [project],
    release,
    dist: options.dist,
  };
  const upload = { api, facts, headers, chunkOptions, decompress: options.decompress };
  const kind = (await ctx.fs.stat(ctx.platform.path.resolve(ctx.cwd, path)))?.kind;
  if (kind !== "directory") return await flow.uploadOneFile(ctx, { path, name }, upload);
  await flow.uploadDirectory(ctx, path, { ...upload, options, waitSeconds: waitSeconds(options) });
}

/** The key may have blanks around it, and so may the value. */
function readHeader(word: string): readonly [name: string, value: string] {
  const at = word.indexOf(":");
  if (at < 0) {
    throw new InputError("Invalid header. Needs to be in key:value format", {
      hint: `'--file-header ${word}' has no ':'`,
    });
  }
  return [word.slice(0, at).trim(), word.slice(at + 1).trim()];
}
