import {
  deleteAllReleaseFiles,
  deleteReleaseFile,
  listReleaseFiles,
  type ReleaseFilesKey,
} from "../../api/release_files.ts";
import type { Api } from "../../api/client.ts";
import { defineCommand } from "../../cli/command.ts";
import { flag, text, type Values } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import { oneLine } from "../../output/sanitise.ts";
import { releaseBefore, releaseScope } from "../release_scope.ts";
import { changeOptions } from "../shared_options.ts";
import { BUNDLES_INSTEAD, findFiles, sayOld } from "./old_spelling.ts";

const declaration = {
  summary: "Delete single files of a release.",
  args: {
    names: text("Names of the files, as 'files list' shows them.").valueName("NAMES").rest(),
  },
  options: {
    ...releaseScope,
    all: flag("Delete all files and bundles of the release.").short("A"),
    ...changeOptions,
  },
};

/** `files delete`. */
export const deleteCommand = defineCommand({
  ...declaration,
  run: ({ args: { names }, options }, ctx: Context) => deleteFiles(ctx, names, options),
});

/** `releases files [VERSION] delete`. */
export const deleteOfReleaseCommand = defineCommand({
  ...declaration,
  fromGroups: releaseBefore,
  run: ({ args: { names }, options }, ctx: Context) => deleteFiles(ctx, names, options),
});

async function deleteFiles(
  ctx: Context,
  names: readonly string[],
  options: Values<typeof declaration.options> & { readonly ofRelease?: string | undefined },
): Promise<void> {
  sayOld(ctx, "files delete", BUNDLES_INSTEAD);
  const { api, key } = await findFiles(ctx, options);
  if (options.all) {
    await deleteAllReleaseFiles(api, key);
    return ctx.out.show({
      json: { all: true, deleted: [], unknown: [] },
      text: () => "All files deleted.",
    });
  }
  const { deleted, unknown } = await deleteNamed(api, key, {
    names,
    onDeleted: (name) => ctx.out.say(`D ${oneLine(name)}`),
  });
  for (const name of unknown) ctx.log.warn(`No file is called '${oneLine(name)}'`);
  if (names.length === 0) ctx.log.warn("Nothing was deleted: name the files, or say '--all'");
  ctx.out.show({ json: { all: false, deleted, unknown }, text: () => "" });
}

/** Deletes the files that have one of the names, in the order of the list. */
async function deleteNamed(
  api: Api,
  key: ReleaseFilesKey,
  { names, onDeleted }: {
    readonly names: readonly string[];
    readonly onDeleted: (name: string) => void;
  },
) {
  const wanted = new Set(names);
  const found = (await Array.fromAsync(listReleaseFiles(api, key)))
    .filter(({ name }) => wanted.has(name));
  const deleted: { readonly id: string; readonly name: string }[] = [];
  for (const { id, name } of found) {
    wanted.delete(name);
    // One that is gone by now was not deleted by us.
    if (!await deleteReleaseFile(api, key, id)) continue;
    deleted.push({ id, name });
    onDeleted(name);
  }
  return { deleted, unknown: [...wanted] };
}
