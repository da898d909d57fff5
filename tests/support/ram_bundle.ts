/** Makes indexed RAM bundles (see src/formats/ram_bundle/indexed.ts for the layout). */
export function buildIndexedRamBundle(
  startup: string,
  modules: readonly (string | undefined)[],
): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const codes = [startup, ...modules].map((text) =>
    text === undefined ? undefined : encoder.encode(`${text}\0`)
  );
  const table: number[] = [0xfb0bd1e5, modules.length, codes[0]?.length ?? 0];
  let offset = 0;
  for (const [at, code] of codes.entries()) {
    if (at > 0) table.push(...(code === undefined ? [0, 0] : [offset, code.length]));
    offset += code?.length ?? 0;
  }
  const bytes = new Uint8Array(4 * table.length + offset);
  const view = new DataView(bytes.buffer);
  for (const [at, number] of table.entries()) view.setUint32(4 * at, number, true);
  let at = 4 * table.length;
  for (const code of codes) {
    if (code === undefined) continue;
    bytes.set(code, at);
    at += code.length;
  }
  return bytes;
}

/** A section of an indexed map. */
export const section = (line: number, mappings: string, source: string, names: string[] = []) => ({
  offset: { line, column: 0 },
  map: { version: 3, sources: [source], names, mappings },
});

/** The modules of the specification's example (uploads, U32 to U34), and their map. */
export const RAM_MODULES = ["mod0\nmod0b", undefined, "mod2();"] as const;
export const RAM_MAP = JSON.stringify({
  version: 3,
  sections: [
    section(0, "AAAAA", "start.js", ["s"]),
    section(1, "AAAA;AACA", "zero.js"),
    section(3, "AAAAA,IAAI", "two.js", ["t"]),
  ],
  x_facebook_offsets: [1, null, 3],
});

/** The first bytes of an indexed bundle, and of the marker of one in many files. */
export const RAM_MAGIC = Uint8Array.of(0xe5, 0xd1, 0x0b, 0xfb);
