/** An event out of a file: as JSON of an SDK or of the API, or in an envelope. */
import { InputError } from "../../base/errors.ts";
import { isRecord } from "../../base/is_record.ts";
import { EnvelopeError, parseEnvelope } from "../../formats/envelope/parse.ts";

/** The event. Throws an `InputError` that names the file. */
export function readEventFile(path: string, bytes: Uint8Array): Record<string, unknown> {
  const whole = parseJson(bytes);
  if (isRecord(whole) && !isHeaderOnly(whole)) return whole;
  const found = eventOfEnvelope(path, bytes);
  if (found !== undefined) return found;
  throw new InputError(`There is no event in '${path}'`, {
    hint: "Give the JSON of an event, or an envelope that holds one.",
  });
}

/** An envelope without items is one line of JSON, too. */
function isHeaderOnly(json: Record<string, unknown>): boolean {
  return Object.keys(json).every((key) => ["event_id", "dsn", "sent_at", "sdk"].includes(key));
}

function eventOfEnvelope(path: string, bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const item = parseEnvelope(bytes).items.find(({ header }) => header["type"] === "event");
    const event = item && parseJson(item.payload);
    return isRecord(event) ? event : undefined;
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    throw new InputError(
      `'${path}' is neither the JSON of an event nor an envelope: ${error.message}`,
    );
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
