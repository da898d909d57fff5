/** How the server takes uploads, and one chunk sent for a try. */
import { type ChunkOptions, getChunkOptions, sendChunk } from "../../api/chunk_upload.ts";
import { ApiError } from "../../base/errors.ts";
import { reasonOf } from "./errors.ts";
import { type Check, failure, ok, skipped } from "./model.ts";

/** Small enough for any limit, random so that no server has it already. */
const PROBE_BYTES = 1024;

export const uploadCheck: Check = {
  id: "upload",
  title: "Upload",
  needs: ["auth", "place"],
  async run(visit) {
    const { org, route: { api, server } } = visit;
    if (api === undefined || org === undefined) return skipped("no organization is set");
    try {
      const options = visit.uploads = await getChunkOptions(api, org.value);
      return ok(limits(options));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) {
        return failure(
          `the server offers no chunked upload for '${org.value}' (${org.where})`,
          `Update the server at ${server.value}: Sentry has it since version 10`,
        );
      }
      if (error instanceof ApiError && error.status === 403) {
        return failure(
          "the token may not upload",
          `Make a token with project:releases and put it into ${visit.route.credentials}`,
        );
      }
      return failure(
        `the server does not say how it takes uploads: ${reasonOf(error)}`,
        "Try again; if it stays so, update the server",
      );
    }
  },
};

function limits(options: ChunkOptions): string {
  return [
    `chunks of ${bytes(options.chunkSize)}`,
    `${options.chunksPerRequest} ${options.chunksPerRequest === 1 ? "chunk" : "chunks"} or ${
      bytes(options.maxRequestSize)
    } in one request`,
    ...(options.maxFileSize === 0 ? [] : [`files up to ${bytes(options.maxFileSize)}`]),
    `${options.concurrency} requests at once`,
  ].join(", ");
}

function bytes(count: number): string {
  for (const [unit, size] of [["GiB", 2 ** 30], ["MiB", 2 ** 20], ["KiB", 2 ** 10]] as const) {
    if (count >= size) return `${Math.round((count / size) * 10) / 10} ${unit}`;
  }
  return `${count} bytes`;
}

export const probeCheck: Check = {
  id: "probe",
  title: "One chunk",
  needs: ["upload"],
  async run({ uploads, doors, route: { api } }) {
    if (api === undefined || uploads === undefined) return skipped("nothing to send it to");
    const chunk = doors.random.bytes(PROBE_BYTES);
    try {
      await sendChunk(api, { options: uploads, chunk, random: doors.random });
      return ok(`${PROBE_BYTES} bytes were accepted`);
    } catch (error) {
      return failure(
        `the server did not take ${PROBE_BYTES} bytes: ${reasonOf(error)}`,
        "Look for a proxy or gateway in front of the server that limits or changes uploads",
      );
    }
  },
};
