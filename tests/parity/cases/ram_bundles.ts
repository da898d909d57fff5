/** A RAM bundle in both of its forms, with its map (specification of uploads, U32 to U34). */
import { buildIndexedRamBundle, RAM_MAP, RAM_MODULES, section } from "../../support/ram_bundle.ts";
import type { FileSpec } from "../model.ts";

/** The indexed form. */
export const RAM_BUNDLE = {
  base64: btoa(
    String.fromCharCode(
      ...buildIndexedRamBundle("startup", RAM_MODULES),
    ),
  ),
};

/** The form of many files, below `b/`. */
export const FILE_RAM_BUNDLE: { readonly [path: string]: FileSpec } = {
  "b/main.jsbundle": "startup",
  "b/main.jsbundle.map": RAM_MAP,
  "b/js-modules/UNBUNDLE": { base64: "5dEL+w==" },
  "b/js-modules/0.js": "mod0\nmod0b",
  "b/js-modules/2.js": "mod2();",
};

/** An indexed one below `b/` whose modules begin in the lines 1, 2 … of a map with one source. */
export function ramBundle(
  mappings: string,
  modules: readonly string[],
): { readonly [path: string]: FileSpec } {
  const code = String.fromCharCode(...buildIndexedRamBundle("startup", modules));
  return {
    "b/main.jsbundle": { base64: btoa(code) },
    "b/main.jsbundle.map": JSON.stringify({
      version: 3,
      sections: [section(0, mappings, "m.js")],
      x_facebook_offsets: modules.map((_, at) => at + 1),
    }),
  };
}
