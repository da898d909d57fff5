/** What the wrapped tools of a React Native build left where: the note between the calls. */
import { isRecord } from "../../base/is_record.ts";

/** Paths of the files, as far as they are known. The keys are those of the file. */
export interface BuildReport {
  readonly packager_bundle_path: string | null;
  readonly packager_sourcemap_path: string | null;
  readonly hermes_bundle_path: string | null;
  readonly hermes_sourcemap_path: string | null;
}

export const EMPTY_REPORT: BuildReport = {
  packager_bundle_path: null,
  packager_sourcemap_path: null,
  hermes_bundle_path: null,
  hermes_sourcemap_path: null,
};

/** Reads a report; anything that is none counts as empty. */
export function parseReport(text: string): BuildReport {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return EMPTY_REPORT;
  }
  if (!isRecord(value)) return EMPTY_REPORT;
  const path = (key: keyof BuildReport): string | null => {
    const found = value[key];
    return typeof found === "string" ? found : null;
  };
  return {
    packager_bundle_path: path("packager_bundle_path"),
    packager_sourcemap_path: path("packager_sourcemap_path"),
    hermes_bundle_path: path("hermes_bundle_path"),
    hermes_sourcemap_path: path("hermes_sourcemap_path"),
  };
}

/** Bundle and map that a build left. */
export interface BuiltPair {
  readonly kind: "hermes" | "packager";
  readonly bundle: string;
  readonly sourcemap: string;
}

/** The pair to upload; `undefined` when the packager made none. */
export function builtPair(report: BuildReport): BuiltPair | undefined {
  const { packager_bundle_path: bundle, packager_sourcemap_path: sourcemap } = report;
  if (bundle === null || sourcemap === null) return undefined;
  const { hermes_bundle_path: hermes, hermes_sourcemap_path: composed } = report;
  return hermes !== null && composed !== null
    ? { kind: "hermes", bundle: hermes, sourcemap: composed }
    : { kind: "packager", bundle, sourcemap };
}
