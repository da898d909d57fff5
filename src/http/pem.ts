/** Looks into PEM files (RFC 7468) far enough to refuse a wrong one with a clear word. */

/** One block of a PEM file. */
export interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY`, … */
  readonly label: string;
  /** The block with its BEGIN and END lines. */
  readonly text: string;
}

/** All blocks whose content decodes and begins like DER; the text between blocks is comment. */
export function pemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  const pattern = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;
  for (const [whole, label = "", content = ""] of text.matchAll(pattern)) {
    // An encrypted key of the old kind has headers before its content.
    if (isDer(content) || /Proc-Type/.test(content)) blocks.push({ label, text: `${whole}\n` });
  }
  return blocks;
}

/**
 * Whether it decodes and begins as every certificate and key does: an ASN.1 SEQUENCE. Bundles hold
 * hundreds of blocks and are read at each start, so the bytes are not copied out.
 */
function isDer(base64: string): boolean {
  try {
    return atob(base64).charCodeAt(0) === 0x30;
  } catch {
    return false;
  }
}

/** The blocks of a PEM text as the bytes that they stand for. */
export function pemToDer(pem: string): Uint8Array[] {
  return pemBlocks(pem).map(({ text }) =>
    Uint8Array.from(atob(text.replace(/-----.*?-----/g, "")), (each) => each.charCodeAt(0))
  );
}
