/** From JSON text to a checked value, with the place of what is wrong. */
import { stripControl } from "../output/sanitise.ts";
import { type Decode, DecodeError } from "./decode.ts";
import { placeOfValue, syntaxProblem } from "./json_text.ts";

/** A text that is no JSON, or not the JSON that it has to be: what is wrong, at which line and column. */
export class JsonError extends Error {
  override readonly name = "JsonError";
}

/** Reads a text; throws a {@linkcode JsonError}. */
export function decodeJson<T>(text: string, decode: Decode<T>): T {
  try {
    const value: unknown = JSON.parse(text);
    return decode(value, []);
  } catch (error) {
    if (error instanceof SyntaxError) throw new JsonError(stripControl(syntaxProblem(text)));
    if (!(error instanceof DecodeError)) throw error;
    const place = placeOfValue(text, error.path, error.kind);
    throw new JsonError(stripControl(error.problem + place));
  }
}
