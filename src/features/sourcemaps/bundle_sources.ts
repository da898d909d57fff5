/** The files that a React Native bundle with its map consists of (specification, §3.6, §7.1). */
import { InputError } from "../../base/errors.ts";
import { type RamBundle, RamBundleError } from "../../formats/ram_bundle/indexed.ts";
import { decodeSourceMap, type SourceMap } from "../../formats/source_map/decode.ts";
import { SourceMapError } from "../../formats/source_map/errors.ts";
import { type FileSystem, type PathOperations, SystemError } from "../../system/mod.ts";
import type { SourceFile } from "./source_urls.ts";
import { openRamBundle, ramBundleKind } from "./open_ram_bundle.ts";
import { type UnpackedFile, unpackRamBundle } from "./unpack_ram_bundle.ts";

export interface BundleSourcesOptions {
  readonly fs: Pick<FileSystem, "read" | "list" | "stat">;
  readonly path: PathOperations;
  readonly cwd: string;
  /** The URL of a file by its name. */
  urlOf(name: string): string;
  /** Only file RAM bundles are taken apart, and nothing is said of plain ones (Gradle). */
  readonly onlyFileBundles?: boolean;
  warn(text: string): void;
  /** It is a RAM bundle, and is about to be taken apart. */
  onUnpack?(): void;
}

/** Both files, or what they are taken apart into. Throws an `InputError` that names the file. */
export async function bundleSources(
  { bundle, sourcemap }: { readonly bundle: string; readonly sourcemap: string },
  options: BundleSourcesOptions,
): Promise<SourceFile[]> {
  const { path, urlOf, warn } = options;
  const bytes = await read(bundle, options);
  const mapBytes = await read(sourcemap, options);
  const named = (given: string) => ({
    url: urlOf(path.basename(given)),
    path: given,
    file: path.resolve(options.cwd, given),
  });
  const own = { ...named(bundle), content: new Uint8Array(bytes) };
  const ownMap = named(sourcemap);
  const file = path.resolve(options.cwd, bundle);
  const kind = await ramBundleKind(file, bytes, options);
  if (kind === undefined || (options.onlyFileBundles === true && kind === "indexed")) {
    if (options.onlyFileBundles !== true) warn("Regular bundle found");
    return [own, { ...ownMap, content: new Uint8Array(mapBytes) }];
  }
  options.onUnpack?.();
  const kept = kind === "file" ? [own] : [];
  const ram = await openRamBundle(file, { kind, bytes }, options);
  const files = unpack(ram, decode(sourcemap, mapBytes), { bundle, sourcemap });
  if (files === undefined) {
    warn("Invalid sourcemap type for RAM bundle, skipping");
    return kept;
  }
  const unpacked = files.map(({ name, content }) =>
    name === undefined
      ? { ...ownMap, content }
      : { url: siblingUrl(own.url, name), path: `${bundle}/${name}`, file: own.file, content }
  );
  return [...kept, ...unpacked];
}

function unpack(
  ram: RamBundle,
  map: SourceMap,
  { bundle, sourcemap }: { readonly bundle: string; readonly sourcemap: string },
): UnpackedFile[] | undefined {
  try {
    return unpackRamBundle(ram, map);
  } catch (error) {
    const at = error instanceof RamBundleError ? bundle : sourcemap;
    if (!(error instanceof RamBundleError || error instanceof SourceMapError)) throw error;
    throw new InputError(`Could not take '${at}' apart: ${error.message}`);
  }
}

/** The URL of a file beside another one. */
function siblingUrl(url: string, name: string): string {
  return url.replace(/[^/]*$/, name);
}

async function read(
  path: string,
  { fs, cwd, path: paths }: BundleSourcesOptions,
): Promise<Uint8Array> {
  try {
    return await fs.read(paths.resolve(cwd, path));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new InputError(`Could not read '${path}': ${error.message}`, { cause: error });
  }
}

function decode(path: string, bytes: Uint8Array): SourceMap {
  try {
    return decodeSourceMap(bytes);
  } catch (error) {
    if (!(error instanceof SourceMapError)) throw error;
    throw new InputError(`Could not read the source map '${path}'`, { cause: error });
  }
}
