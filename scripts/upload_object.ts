/**
 * Uploads one file as one object of any size, through the doors of a real run and nothing around them:
 * what `deno task bench:upload --object` measures. Usage: upload_object.ts SERVER FILE
 */
import { assembleArtifactBundle } from "../src/api/assemble.ts";
import { getChunkOptions } from "../src/api/chunk_upload.ts";
import { createApi } from "../src/api/client.ts";
import { createFetch } from "../src/http/stack.ts";
import { silentLog } from "../src/output/log.ts";
import { denoSystem, denoTaskDoors } from "../src/system/deno/mod.ts";
import { isWorkerThread, serveTasks } from "../src/system/deno/workers.ts";
import { findTask } from "../src/tasks.ts";
import { uploadObject } from "../src/upload/assemble.ts";
import { chunkObject } from "../src/upload/chunked_object.ts";

async function upload(server: string, file: string): Promise<void> {
  const system = denoSystem(import.meta.url);
  const { clock, random, signal, fs, workers } = system;
  const fetch = createFetch({
    connect: system.connect,
    transport: {
      proxyFor: () => undefined,
      caCertificates: () => Promise.resolve([]),
      verifyTls: true,
      keepAlive: true,
    },
    baseUrl: server,
    credentials: undefined,
    trustedHosts: [],
    userAgent: "sentry-cli-bench",
    pipeline: undefined,
    customHeaders: [],
    maxRetries: 0,
    clock,
    random,
    log: silentLog,
    redact: (text) => text,
    signal,
  });
  const api = createApi({ server: { url: server, credentials: "none" }, fetch, log: silentLog });
  const options = await getChunkOptions(api, "o");
  const source = await fs.open(file);
  const codecs = await system.codecs();
  const object = await chunkObject(file, source, { chunkSize: options.chunkSize, codecs, signal });
  const ask = (sums: typeof object) =>
    assembleArtifactBundle(api, { org: "o", projects: ["p"] }, sums);
  const doors = { codecs: system.codecs, random, workers, log: silentLog, signal, clock };
  await uploadObject(object, () => ask(object), { api, options, doors, waitSeconds: undefined });
  source.close();
}

if (isWorkerThread()) serveTasks(findTask, denoTaskDoors);
else {
  const [server = "", file = ""] = Deno.args;
  await upload(server, file);
  Deno.exit(0);
}
