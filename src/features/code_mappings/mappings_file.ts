/** Reads and checks a file of code mappings. */
import type { CodeMapping } from "../../api/code_mappings.ts";
import { type Decode, list, record, text } from "../../api/decode.ts";
import { decodeJson, JsonError } from "../../api/decode_json.ts";
import { InputError } from "../../base/errors.ts";

const mappings: Decode<readonly CodeMapping[]> = list(
  record((it) => ({
    stackRoot: it.get("stackRoot", text),
    sourceRoot: it.get("sourceRoot", text),
  })),
);

/** The mappings of a file's text. Throws an {@linkcode InputError} that says which one is wrong. */
export function readMappings(bytes: Uint8Array): readonly CodeMapping[] {
  const found = parse(bytes);
  if (found.length === 0) {
    throw new InputError("Mappings file contains an empty array. Nothing to upload.");
  }
  for (const [index, mapping] of found.entries()) {
    for (const key of ["stackRoot", "sourceRoot"] as const) {
      if (mapping[key] !== "") continue;
      throw new InputError(`Mapping at index ${index} has an empty ${key}.`);
    }
  }
  return found;
}

function parse(bytes: Uint8Array): readonly CodeMapping[] {
  try {
    const source = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return decodeJson(source, mappings);
  } catch (error) {
    const isText = !(error instanceof TypeError);
    if (isText && !(error instanceof JsonError)) throw error;
    throw new InputError("Failed to parse mappings JSON", {
      cause: isText ? error : new Error("the file is no UTF-8 text"),
      hint: 'It is an array of objects such as {"stackRoot": "com/acme", "sourceRoot": "src/acme"}',
    });
  }
}
