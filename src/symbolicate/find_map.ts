/** Finds the uploaded map of a script: by debug id, else by release and address. */
import { readTraceMap, type TraceMap, TraceMapError } from "../formats/source_map/trace.ts";
import { artifactUrls, joinReference } from "./artifact_urls.ts";
import type { Artifact, ArtifactSource, EventScope, Step } from "./model.ts";

/** The map, or how far the search came; the last step then says why it ended. */
export interface FoundMap {
  readonly map: TraceMap | undefined;
  readonly steps: readonly Step[];
}

const EMBEDDED = /^data:application\/json[^,]*;base64,/;

/** Looks for the map of the script at `address`. */
export async function findMap(
  address: string,
  scope: EventScope,
  artifacts: ArtifactSource,
): Promise<FoundMap> {
  const debugId = scope.debugIds.get(address);
  if (debugId !== undefined) {
    const steps: Step[] = [{
      state: "ok",
      text: `The event gives the script's debug id ${debugId}`,
    }];
    const found = await byDebugId(debugId, artifacts);
    if (found.isKnown || scope.release === undefined) {
      return { map: found.map, steps: [...steps, ...found.steps] };
    }
    // As Sentry does: what was uploaded for the release counts where the id leads nowhere.
    const other = await byAddress(address, scope, artifacts);
    if (other.map !== undefined) {
      const notes = found.steps.map(({ text }): Step => ({ state: "note", text }));
      return { map: other.map, steps: [...steps, ...notes, ...other.steps] };
    }
    const notes = other.steps.map(({ text }): Step => ({ state: "note", text }));
    return { map: undefined, steps: [...steps, ...notes, ...found.steps] };
  }
  const step: Step = { state: "note", text: "The event gives no debug id for the script" };
  const found = await byAddress(address, scope, artifacts);
  return { ...found, steps: [step, ...found.steps] };
}

async function byDebugId(
  debugId: string,
  artifacts: ArtifactSource,
): Promise<FoundMap & { readonly isKnown: boolean }> {
  const script = await artifacts.byDebugId(debugId, "minified_source");
  const map = await artifacts.byDebugId(debugId, "source_map");
  if (map !== undefined) {
    const found: Step = { state: "ok", text: `A map with this id was uploaded: ${map.url}` };
    return { ...await readMap(map, [found]), isKnown: true };
  }
  const text = script === undefined
    ? "Nothing with this id was uploaded"
    : `The script was uploaded with this id (${script.url}), but no map with it`;
  const hint = script === undefined
    ? "Run 'sourcemaps upload' on the files that 'sourcemaps inject' changed, and deploy the same."
    : "Upload script and map together; 'sourcemaps verify' shows before which map is missing.";
  return { map: undefined, steps: [{ state: "problem", text, hint }], isKnown: false };
}

async function byAddress(
  address: string,
  { release, dist, debugIds }: EventScope,
  artifacts: ArtifactSource,
): Promise<FoundMap> {
  if (release === undefined) {
    const hint = debugIds.size > 0
      ? `Its debug ids are for other scripts: ${[...debugIds.keys()].slice(0, 3).join(", ")}`
      : "Inject debug ids ('sourcemaps inject') before the deploy, and use an SDK of version 7.47 " +
        "or newer, which sends them.";
    const text = "The event has no release either, so there is nothing to look by";
    return { map: undefined, steps: [{ state: "problem", text, hint }] };
  }
  const where = `release ${release}${dist === undefined ? "" : `, dist ${dist}`}`;
  const urls = artifactUrls(address);
  const script = await artifacts.byUrl(urls, { release, dist });
  if (script === undefined) {
    const text = `No script of ${where} has one of the addresses ${urls.join(", ")}`;
    const isOther = dist !== undefined &&
      await artifacts.byUrl(urls, { release, dist: undefined }) !== undefined;
    const hint = isOther
      ? `It was uploaded without a dist: upload with '--dist ${dist}', as the event has it.`
      : "Upload with --url-prefix so that the addresses are those of the page, and with the same " +
        "--release and --dist.";
    return { map: undefined, steps: [{ state: "problem", text, hint }] };
  }
  const steps: Step[] = [{
    state: "ok",
    text: `The script was uploaded for ${where}: ${script.url}`,
  }];
  const found = await byReference(script, { release, dist }, artifacts);
  return { ...found, steps: [...steps, ...found.steps] };
}

async function byReference(
  script: Artifact,
  scope: { readonly release: string; readonly dist: string | undefined },
  artifacts: ArtifactSource,
): Promise<FoundMap> {
  const reference = await referenceOf(script);
  if (reference === undefined) {
    const text = "The script names no map, neither in a header nor in a comment";
    const hint = "Upload the maps with the scripts: 'sourcemaps upload' adds the reference.";
    return { map: undefined, steps: [{ state: "problem", text, hint }] };
  }
  if (EMBEDDED.test(reference)) {
    const bytes = decodeBase64(reference.replace(EMBEDDED, ""));
    if (bytes === undefined) {
      const text = "The map in the script's comment is not valid base64";
      return { map: undefined, steps: [{ state: "problem", text }] };
    }
    return await decode(bytes, [{ state: "ok", text: "The script carries its map" }]);
  }
  const address = joinReference(script.url, reference);
  const map = address === undefined
    ? undefined
    : await artifacts.byUrl(artifactUrls(address), scope);
  if (map === undefined) {
    const text = `Its map ${address ?? reference} was not uploaded for the release`;
    return { map: undefined, steps: [{ state: "problem", text, hint: "Upload it, too." }] };
  }
  return await readMap(map, [{ state: "ok", text: `Its map was uploaded: ${map.url}` }]);
}

/** The header of the upload, else the last comment. */
async function referenceOf(script: Artifact): Promise<string | undefined> {
  const header = script.headers["sourcemap"] ?? script.headers["x-sourcemap"];
  if (header !== undefined) return header;
  const text = new TextDecoder().decode(await script.content());
  return [...text.matchAll(/\/\/[#@] sourceMappingURL=\s*(\S+)/g)].at(-1)?.[1];
}

async function readMap(map: Artifact, steps: readonly Step[]): Promise<FoundMap> {
  return await decode(await map.content(), steps);
}

async function decode(bytes: Uint8Array, steps: readonly Step[]): Promise<FoundMap> {
  try {
    return { map: await readTraceMap(bytes), steps };
  } catch (error) {
    if (!(error instanceof TraceMapError)) throw error;
    const broken: Step = { state: "problem", text: `The map cannot be read: ${error.message}` };
    return { map: undefined, steps: [...steps, broken] };
  }
}

function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  } catch {
    return undefined;
  }
}
