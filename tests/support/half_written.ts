/** A file as a kill in the midst of `overwrite` leaves it. */
import { placesOf, type Stage, unfinishedLine } from "../../src/base/unfinished_file.ts";

/** `written`: how many of its first bytes have been written over, once the new content is whole. */
export function halfWritten(
  before: Uint8Array,
  data: Uint8Array,
  stage: Stage,
  written = 0,
): Uint8Array {
  const lengths = { before: before.length, data: data.length };
  const places = placesOf(lengths);
  const line = unfinishedLine(stage, lengths);
  const file = new Uint8Array(places.line + line.length);
  file.set(before);
  if (stage === "new") {
    file.set(data, places.content);
    file.set(data.subarray(0, written));
  }
  file.set(line, places.line);
  return file;
}
