import {
  type CodeMapping,
  type MappingResult,
  uploadCodeMappings,
} from "../../api/code_mappings.ts";
import { InputError, messageChain } from "../../base/errors.ts";
import { defineCommand } from "../../cli/command.ts";
import { text } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import type { UploadOutcome } from "../../features/code_mappings/upload_batches.ts";
import { oneLine } from "../../output/sanitise.ts";
import { type Column, table } from "../../output/table.ts";
import { SystemError } from "../../system/mod.ts";
import { resolveSingleScope } from "../scope.ts";
import { changeOptions, orgOption, projectOption } from "../shared_options.ts";
import { resolveRepository } from "./repository.ts";

const REFUSED: readonly Column<MappingResult>[] = [
  { head: "Stack Root", cell: ({ stackRoot }) => stackRoot },
  { head: "Source Root", cell: ({ sourceRoot }) => sourceRoot },
  { head: "Detail", cell: ({ detail }) => detail ?? "unknown error" },
];

/** `code-mappings upload`: the mappings of a JSON file, in batches. */
export const uploadCommand = defineCommand({
  summary: "Upload the code mappings of a JSON file.",
  description: "The file is an array of objects with a stackRoot, as it stands in stack traces " +
    "(com/example/module), and the sourceRoot where its code lies in the repository " +
    "(modules/module/src/main/java/com/example/module).",
  args: { path: text("A JSON file with code mappings.").valueName("PATH").completes("file") },
  options: {
    org: orgOption,
    project: projectOption,
    repo: text("The repository, e.g. owner/repo. [default: that of the git remote]")
      .valueName("REPO").optional(),
    defaultBranch: text("The default branch. [default: that of the git remote, or main]")
      .valueName("BRANCH").optional(),
    ...changeOptions,
  },
  async run({ args: { path }, options }, ctx: Context) {
    const { org, project } = resolveSingleScope(ctx, options);
    const mappings = await readMappingsFile(ctx, path);
    const target = { org, project, ...await resolveRepository(ctx, options) };
    const api = await ctx.api();
    ctx.out.say(`Uploading ${mappings.length} code mapping(s)...`);
    const { uploadBatches } = await import("../../features/code_mappings/upload_batches.ts");
    const outcome = await uploadBatches(mappings, {
      send: (batch) => uploadCodeMappings(api, target, batch),
      onBatch: (number, count) =>
        count > 1 ? ctx.out.say(`Sending batch ${number}/${count}...`) : undefined,
    });
    const { created, updated, errors } = outcome;
    ctx.out.show({ json: toPayload(outcome), text: () => summaryOf(outcome) });
    for (const { number, error } of outcome.failedBatches) {
      for (const cause of messageChain(error).slice(1)) {
        ctx.out.note(`Batch ${number}/${outcome.batches}: ${oneLine(cause)}`);
      }
    }
    if (errors > 0) throw new InputError(`${errors} error(s) during upload. See details above.`);
    ctx.log.debug(`${created} created, ${updated} updated`);
  },
});

async function readMappingsFile(ctx: Context, path: string): Promise<readonly CodeMapping[]> {
  const { readMappings } = await import("../../features/code_mappings/mappings_file.ts");
  let bytes: Uint8Array;
  try {
    bytes = await ctx.fs.read(ctx.platform.path.resolve(ctx.cwd, path));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new InputError(`Failed to read mappings file '${path}'`, { cause: error });
  }
  return readMappings(bytes);
}

function toPayload({ created, updated, errors, mappings, failedBatches }: UploadOutcome) {
  return {
    created,
    updated,
    errors,
    mappings,
    failedBatches: failedBatches.map(({ number, error }) => ({
      batch: number,
      error: messageChain(error).join(": "),
    })),
  };
}

function summaryOf(outcome: UploadOutcome): string {
  const { created, updated, errors, batches } = outcome;
  const refused = outcome.mappings.filter(({ status }) => status === "error");
  return [
    ...(refused.length === 0 ? [] : [table(REFUSED, refused), ""]),
    ...outcome.failedBatches.map(({ number, error }) =>
      `Batch ${number}/${batches} failed: ${oneLine(error.message)}`
    ),
    `Created: ${created}, Updated: ${updated}, Errors: ${errors}`,
  ].join("\n");
}
