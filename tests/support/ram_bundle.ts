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
