/** `files` and `releases files`: what scripts of the 2.x line still call. */
import { defineGroup } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { releaseBefore } from "../release_scope.ts";
import { deleteCommand, deleteOfReleaseCommand } from "./delete.ts";
import { listCommand, listOfReleaseCommand } from "./list.ts";
import { filesScope } from "./old_spelling.ts";
import { uploadCommand, uploadOfReleaseCommand } from "./upload.ts";
import { uploadSourcemapsCommand, uploadSourcemapsOfReleaseCommand } from "./upload_sourcemaps.ts";

const shared = {
  summary: "Old spellings of commands about the files of a release.",
  hidden: true,
  inherited: filesScope,
};

export const filesGroup = defineGroup<Context>({
  ...shared,
  commands: {
    "upload-sourcemaps": uploadSourcemapsCommand,
    delete: deleteCommand,
    list: listCommand,
    upload: uploadCommand,
  },
});

/** `releases files [VERSION] …`. */
export const releaseFilesGroup = defineGroup<Context>({
  ...shared,
  args: releaseBefore,
  commands: {
    "upload-sourcemaps": uploadSourcemapsOfReleaseCommand,
    delete: deleteOfReleaseCommand,
    list: listOfReleaseCommand,
    upload: uploadOfReleaseCommand,
  },
});
