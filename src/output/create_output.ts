/** The result of a command on stdout, as text or as JSON. */
import type { TerminalOutput } from "../system/mod.ts";
import type { Output, RowsView } from "./output.ts";
import type { Style } from "./style.ts";

export type OutputFormat = "text" | "json" | "ndjson";

/** `format` is asked for per command; JSON leaves nothing but the payload on stdout. */
export function createOutput(
  { stdout, stderr, style, format }: {
    readonly stdout: TerminalOutput;
    readonly stderr: TerminalOutput;
    readonly style: Style;
    readonly format: OutputFormat;
  },
): Output {
  const isJson = format !== "text";
  const showJson = (value: unknown) =>
    stdout.write(`${JSON.stringify(value, null, format === "json" ? 2 : undefined)}\n`);
  const showText = (text: string) => text === "" ? undefined : stdout.write(`${text}\n`);
  return {
    style,
    isJson,
    show(view) {
      if (isJson) return showJson(view.json);
      showText(view.text(style));
    },
    async rows<Row>(rows: AsyncIterable<Row>, { json, text }: RowsView<Row>) {
      const payload = (row: Row) => json === undefined ? row : json(row);
      if (format === "ndjson") {
        for await (const row of rows) showJson(payload(row));
        return;
      }
      const all = await Array.fromAsync(rows);
      if (isJson) return showJson(all.map(payload));
      showText(text(all, style));
    },
    record(value) {
      if (format === "ndjson") showJson(value);
    },
    say(line) {
      if (!isJson) stdout.write(`${line}\n`);
    },
    raw: (text) => stdout.write(text),
    note: (line) => stderr.write(`${line}\n`),
  };
}
