import { listReleaseFiles, type ReleaseFile } from "../../api/release_files.ts";
import { defineCommand } from "../../cli/command.ts";
import type { Values } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import { type Column, table } from "../../output/table.ts";
import { releaseBefore, releaseScope } from "../release_scope.ts";
import { noneFound } from "../rows.ts";
import { listFormatOption } from "../shared_options.ts";
import { fileJson } from "./file_view.ts";
import { BUNDLES_INSTEAD, findFiles, sayOld } from "./old_spelling.ts";

const declaration = {
  summary: "List the single files of a release.",
  options: { ...releaseScope, format: listFormatOption },
};

/** `files list`. */
export const listCommand = defineCommand({
  ...declaration,
  run: ({ options }, ctx: Context) => listFiles(ctx, options),
});

/** `releases files [VERSION] list`. */
export const listOfReleaseCommand = defineCommand({
  ...declaration,
  fromGroups: releaseBefore,
  run: ({ options }, ctx: Context) => listFiles(ctx, options),
});

async function listFiles(
  ctx: Context,
  options: Values<typeof declaration.options> & { readonly ofRelease?: string | undefined },
): Promise<void> {
  sayOld(ctx, "files list", BUNDLES_INSTEAD);
  const { api, key } = await findFiles(ctx, options);
  await ctx.out.rows(listReleaseFiles(api, key), {
    json: fileJson,
    text: (all) => {
      if (all.length === 0) noneFound(ctx, "files");
      return table(COLUMNS, all);
    },
  });
}

const COLUMNS: readonly Column<ReleaseFile>[] = [
  { head: "Name", cell: ({ name }) => name },
  { head: "Distribution", cell: ({ dist }) => dist ?? "" },
  { head: "Source Map", cell: sourceMapOf },
  { head: "Size", cell: ({ sizeBytes }) => binarySize(sizeBytes) },
];

/** The header that names the map, in each of its spellings. */
function sourceMapOf({ headers }: ReleaseFile): string {
  return headers["Sourcemap"] ?? headers["SourceMap"] ?? headers["sourcemap"] ?? "";
}

/** `999B`, `1.46KB`: steps of 1024. */
function binarySize(bytes: number): string {
  let [value, unit] = [bytes, "B"];
  for (const next of ["KB", "MB", "GB", "TB", "PB", "EB"]) {
    if (value < 1024) break;
    [value, unit] = [value / 1024, next];
  }
  return unit === "B" ? `${value}B` : `${value.toFixed(2)}${unit}`;
}
