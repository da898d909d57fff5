/** Bundle and map from a running packager, for builds for the simulator. */
import { NetworkError } from "../../base/errors.ts";
import type { Clock, Fetch } from "../../system/mod.ts";

const WAIT_MS = 10_000;
const STEP_MS = 500;
/** It bundles the whole app when first asked. */
const BUNDLING_MS = 10 * 60_000;

/** The files of a packager. */
export interface FetchedBundle {
  readonly bundle: Uint8Array<ArrayBuffer>;
  readonly sourcemap: Uint8Array<ArrayBuffer>;
}

export interface PackagerDoors {
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
}

/** Waits for the packager at `baseUrl` and asks it for both. Throws `NetworkError`. */
export async function fetchFromPackager(
  doors: PackagerDoors,
  baseUrl: string,
): Promise<FetchedBundle> {
  await waitFor(doors, baseUrl);
  const get = (name: string) =>
    read(doors, new URL(`${name}?platform=ios&dev=true`, withSlash(baseUrl)).href);
  return { bundle: await get("index.ios.bundle"), sourcemap: await get("index.ios.map") };
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}

async function waitFor({ clock, fetch, signal }: PackagerDoors, url: string): Promise<void> {
  const start = clock.monotonic();
  for (;;) {
    try {
      const answer = await fetch({ method: "GET", url, headers: [], authorize: false, signal });
      await answer.body?.cancel();
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (clock.monotonic() - start >= WAIT_MS) {
        throw new NetworkError(`The packager at ${url} did not answer within 10 seconds`, {
          cause: error,
          hint: "Start it, or name its address with --fetch-from.",
        });
      }
      await clock.sleep(STEP_MS, signal);
    }
  }
}

async function read(
  { fetch, signal }: PackagerDoors,
  url: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const request = { method: "GET", url, headers: [], authorize: false, buffered: true, signal };
  const answer = await fetch({ ...request, timeouts: { answerMs: BUNDLING_MS } });
  if (!answer.ok) {
    throw new NetworkError(`The packager answered ${answer.status} for ${url}`);
  }
  return new Uint8Array(await answer.arrayBuffer());
}
