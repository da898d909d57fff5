/** What an error says, for a line of the report. */
import { messageChain } from "../../base/errors.ts";
import { TransportError } from "../../system/mod.ts";

/** The transport's own error, however wrapped. */
export function transportErrorIn(error: unknown): TransportError | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof TransportError) return at;
  }
  return undefined;
}

/** The innermost reason in one line, without the codes that node puts before it. */
export function reasonOf(error: unknown): string {
  const line = (messageChain(error).at(-1) ?? "").split("\n")[0] ?? "";
  return line
    .replace(/^(?:E[A-Z_]+ )?getaddrinfo ENOTFOUND .*$/, "there is no such name")
    .replace(/^(?:E[A-Z_]+ )?getaddrinfo EAI_AGAIN .*$/, "the name server does not answer")
    .replace(/^E[A-Z]{4,} (?=\S)/, "");
}
