/** The result of a command on stdout, as text or as JSON. */
import type { TerminalOutput } from "../system/mod.ts";
import type { Output } from "./output.ts";
import type { Style } from "./style.ts";

export type OutputFormat = "text" | "json";

/** `format` is asked for per command; JSON leaves nothing but the payload on stdout. */
export function createOutput(
  { stdout, stderr, style, format }: {
    readonly stdout: TerminalOutput;
    readonly stderr: TerminalOutput;
    readonly style: Style;
    readonly format: OutputFormat;
  },
): Output {
  const isJson = format === "json";
  return {
    style,
    isJson,
    show(view) {
      if (isJson) return stdout.write(`${JSON.stringify(view.json, null, 2)}\n`);
      const text = view.text(style);
      if (text !== "") stdout.write(`${text}\n`);
    },
    say(line) {
      if (!isJson) stdout.write(`${line}\n`);
    },
    raw: (text) => stdout.write(text),
    note: (line) => stderr.write(`${line}\n`),
  };
}
