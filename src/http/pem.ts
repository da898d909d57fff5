/** Looks into PEM files (RFC 7468) far enough to refuse a wrong one with a clear word. */

/** One block of a PEM file. */
export interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY`, … */
  readonly label: string;
  /** The block with its BEGIN and END lines. */
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** All blocks whose content decodes and begins like DER; the text between blocks is comment. */
export function pemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  const pattern = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;
  for (const [whole, label = "", content = ""] of text.matchAll(pattern)) {
    const bytes = decodeBase64(content);
    // Every certificate and key is an ASN.1 SEQUENCE; an encrypted key of the old kind has headers.
    if (bytes?.[0] === 0x30 || /Proc-Type/.test(content)) {
      blocks.push({ label, text: `${whole}\n`, bytes: bytes ?? new Uint8Array(0) });
    }
  }
  return blocks;
}

function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text.replace(/\s+/g, "")), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}
