import { defineCommand } from "../../cli/command.ts";
import { placeName } from "../../config/lost_reason.ts";
import { problemText } from "../../config/problem.ts";
import { type CascadeFile, cascadeFiles } from "../../config/validate.ts";
import type { Context } from "../../context.ts";
import { type Column, table } from "../../output/table.ts";
import { formatOption } from "../shared_options.ts";
import { WORKS_WHEN_CONFIG_IS_BROKEN } from "../tags.ts";
import { targetFile } from "./target_file.ts";

/** `config path`: which files are read. */
export const pathCommand = defineCommand({
  summary: "Show the configuration files, the strongest first, and the one that set changes.",
  tags: [WORKS_WHEN_CONFIG_IS_BROKEN],
  options: { format: formatOption },
  async run(_input, ctx: Context) {
    const files = await cascadeFiles(ctx.config, ctx);
    const target = await chosenTarget(ctx);
    const json = {
      files: files.map((each) => ({
        kind: each.kind,
        path: each.file,
        exists: each.exists,
        error: brokenBy(each) ?? null,
        isTarget: each.file === target,
      })),
      target: target ?? null,
    };
    const columns: readonly Column<CascadeFile>[] = [
      { head: "Kind", cell: ({ kind }) => placeName(kind).replace(/^(?:a|the) /, "") },
      { head: "File", cell: ({ file }) => file },
      { head: "State", cell: state },
    ];
    ctx.out.show({
      json,
      text: () => {
        const list = table(columns, files) || "There are no configuration files.";
        return target === undefined ? list : `${list}\n\nconfig set changes ${target}`;
      },
    });
  },
});

function state(file: CascadeFile): string {
  if (!file.exists) return "missing";
  const broken = brokenBy(file);
  return broken === undefined ? "in use" : `broken: ${broken}`;
}

/** Why a file cannot be read, without its path. */
function brokenBy({ problems }: CascadeFile): string | undefined {
  const broken = problems.find(({ isFatal }) => isFatal);
  if (broken === undefined) return undefined;
  const line = broken.line === undefined ? "" : `line ${broken.line}: `;
  return line + problemText({ ...broken, file: undefined, line: undefined });
}

async function chosenTarget(ctx: Context): Promise<string | undefined> {
  const { project, global } = ctx.config.files;
  if (project === undefined && global === undefined) return undefined;
  return (await targetFile(ctx, { global: false, local: false, file: undefined })).file;
}
