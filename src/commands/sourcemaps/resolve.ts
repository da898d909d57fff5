import { InputError } from "../../base/errors.ts";
import { defineCommand } from "../../cli/command.ts";
import { InvalidValue, parsed, readInteger, text } from "../../cli/options.ts";
import type { Context } from "../../context.ts";
import { SystemError } from "../../system/mod.ts";
import { formatOption } from "../shared_options.ts";

/** From 1; 0 wraps round to the end, as the reference has it. */
const position = (summary: string) =>
  parsed(summary, (word) => {
    const value = Number(readInteger(word, { signed: true }));
    if (value >= 0 && value <= 0xffffffff) return value;
    throw new InvalidValue(`${value} is not in 0..=4294967295`);
  });

/** `sourcemaps resolve`: where a position in a minified file comes from. */
export const resolveCommand = defineCommand({
  summary: "Show which source a position in a minified file comes from.",
  examples: [{
    command: "sentry-cli sourcemaps resolve dist/app.js.map --line 1 --column 4711",
    explains: "Looks the position up in the map, without a server.",
  }],
  args: { path: text("The source map.").valueName("PATH").completes("file").optional() },
  options: {
    line: position("The line, from 1. [default: 1]").short("l").valueName("LINE").default(1),
    column: position("The column, from 1. [default: 1]").short("c").valueName("COLUMN").default(1),
    format: formatOption,
  },
  async run({ args: { path }, options }, { fs, out }: Context) {
    if (path === undefined) {
      throw new InputError("Sourcemap not provided", { hint: "Name the map file." });
    }
    const [{ decodeSourceMap }, { SourceMapError }, { findPosition, describeToken, resolvedText }] =
      await Promise.all([
        import("../../formats/source_map/decode.ts"),
        import("../../formats/source_map/errors.ts"),
        import("../../features/sourcemaps/resolve_position.ts"),
      ]);
    const map = await readMap(
      path,
      async () => decodeSourceMap(await fs.read(path)),
      SourceMapError,
    );
    const found = findPosition(map, (options.line - 1) >>> 0, (options.column - 1) >>> 0);
    const resolved = found && describeToken(found);
    out.show({
      json: { path, type: map.kind, token: resolved ?? null },
      text: () =>
        [
          `source map path: ${JSON.stringify(path)}`,
          `source map type: ${map.kind}`,
          "",
          `Searching for token nearest to line ${options.line}, column ${options.column} in the ` +
          "minified file:",
          "",
          resolved === undefined ? "  - no token found!" : resolvedText(resolved),
        ].join("\n"),
    });
  },
});

async function readMap<T>(
  path: string,
  read: () => Promise<T>,
  mapError: new (...args: never[]) => Error,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const isMissing = error instanceof SystemError && error.code === "not-found";
    const suffix = isMissing ? " (os error 2)" : "";
    if (error instanceof SystemError || error instanceof mapError) {
      throw new InputError(`${error.message}${suffix}`, {
        hint: `It is about the file '${path}'.`,
      });
    }
    throw error;
  }
}
