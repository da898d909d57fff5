/**
 * The certificate store of Windows, and its check for revocation, by way of crypt32.dll.
 *
 * Source: wincrypt.h and the pages of its functions at learn.microsoft.com. Structures are those of
 * 64-bit Windows, the only one that the runtime knows.
 */
import type { ForeignLibrary, OpenLibrary } from "../system/library.ts";
import type { Revocation } from "../system/mod.ts";

/** What the system can be asked. */
export interface WindowsCertificates {
  /** The trusted roots of the user and the machine (DER) that may vouch for servers. */
  trustedRoots(): Uint8Array[];
  /** Whether one certificate of a chain is revoked. Waits for the lists that they name. */
  checkRevocation(
    chain: readonly Uint8Array[],
    others: readonly Uint8Array[],
  ): Promise<Revocation>;
}

const NULL = 0n;
/** X509_ASN_ENCODING | PKCS_7_ASN_ENCODING */
const ENCODING = 0x10001;
/** CERT_STORE_PROV_MEMORY, a number in the place of a provider's name */
const IN_MEMORY = 2n;
/** CERT_STORE_ADD_USE_EXISTING */
const KEEP_KNOWN = 2;
/** CERT_ENHKEY_USAGE_PROP_ID */
const USAGE_PROPERTY = 9;
/** id-kp-serverAuth and anyExtendedKeyUsage (RFC 5280, 4.2.1.12) */
const SERVER_USAGES = ["1.3.6.1.5.5.7.3.1", "2.5.29.37.0"];

/**
 * CERT_CHAIN_REVOCATION_CHECK_CHAIN_EXCLUDE_ROOT: a root is trusted because it is there, no list says
 * anything about it. CERT_CHAIN_REVOCATION_ACCUMULATIVE_TIMEOUT: the limit is for all lists together.
 */
const CHAIN_FLAGS = 0x40000000 | 0x08000000;
/** How long the fetching of lists may take. */
const FETCH_LIMIT_MS = 10_000;

/** CERT_TRUST_…, the bits of an error status that matter here. */
const REVOKED = 0x4;
const DISTRUSTED = 0x0400_0000;
const UNKNOWN: readonly (readonly [bit: number, why: string])[] = [
  [0x1_0000, "its chain of authorities is incomplete"],
  // CERT_TRUST_IS_OFFLINE_REVOCATION, CERT_TRUST_REVOCATION_STATUS_UNKNOWN: systems set one or both.
  [0x0100_0040, "it names no revocation list that can be had"],
];

/** The system folder comes by full path: a library of that name elsewhere must never be loaded. */
export function windowsCertificates(
  openLibrary: OpenLibrary,
  systemFolder: string,
): WindowsCertificates {
  const crypt32 = openLibrary(`${systemFolder}\\crypt32.dll`, {
    CertOpenSystemStoreW: { parameters: ["u64", "bytes"], result: "u64" },
    CertOpenStore: { parameters: ["u64", "u32", "u64", "u32", "u64"], result: "u64" },
    CertCloseStore: { parameters: ["u64", "u32"], result: "i32" },
    CertEnumCertificatesInStore: { parameters: ["u64", "u64"], result: "u64" },
    CertAddEncodedCertificateToStore: {
      parameters: ["u64", "u32", "bytes", "u32", "u32", "u64"],
      result: "i32",
    },
    CertCreateCertificateContext: { parameters: ["u32", "bytes", "u32"], result: "u64" },
    CertFreeCertificateContext: { parameters: ["u64"], result: "i32" },
    CertGetEnhancedKeyUsage: { parameters: ["u64", "u32", "bytes", "bytes"], result: "i32" },
    CertGetCertificateContextProperty: {
      parameters: ["u64", "u32", "u64", "bytes"],
      result: "i32",
    },
    CertGetCertificateChain: {
      parameters: ["u64", "u64", "u64", "u64", "bytes", "u32", "u64", "bytes"],
      result: "i32",
      aside: true,
    },
    CertFreeCertificateChain: { parameters: ["u64"] },
  });
  // The runtime's own way to read at an address asks for the permission to use every library.
  const kernel32 = openLibrary(`${systemFolder}\\kernel32.dll`, {
    RtlMoveMemory: { parameters: ["bytes", "u64", "u64"] },
  });
  const read = (address: bigint, length: number): Uint8Array => {
    const bytes = new Uint8Array(length);
    kernel32.call("RtlMoveMemory", bytes, address, BigInt(length));
    return bytes;
  };

  return {
    trustedRoots: () => trustedRoots(crypt32, read),
    checkRevocation: (chain, others) => checkRevocation(crypt32, read, [chain, others]),
  };
}

type Read = (address: bigint, length: number) => Uint8Array;

function trustedRoots(crypt32: ForeignLibrary, read: Read): Uint8Array[] {
  // The user's store shows those of the machine as well.
  const store = crypt32.call("CertOpenSystemStoreW", NULL, utf16("ROOT"));
  if (store === NULL) return [];
  const found: Uint8Array[] = [];
  try {
    // Each step frees the certificate of the step before.
    for (let at = NULL; (at = crypt32.call("CertEnumCertificatesInStore", store, at)) !== NULL;) {
      if (mayVouchForServers(crypt32, read, at)) found.push(encodedCertificate(read, at));
    }
  } finally {
    crypt32.call("CertCloseStore", store, 0);
  }
  return found;
}

/** CERT_CONTEXT: the DER's address at 8, its length at 16. */
function encodedCertificate(read: Read, context: bigint): Uint8Array {
  const view = viewOf(read(context, 20));
  return read(view.getBigUint64(8, true), view.getUint32(16, true));
}

/** A root can be there for code or mail only, or with all its purposes switched off. */
function mayVouchForServers(crypt32: ForeignLibrary, read: Read, context: bigint): boolean {
  const size = new Uint8Array(4);
  // The first call gives the size of the answer, the second the answer.
  if (crypt32.call("CertGetEnhancedKeyUsage", context, 0, new Uint8Array(0), size) === 0n) {
    return true; // no limit that could be read
  }
  const usage = new Uint8Array(viewOf(size).getUint32(0, true));
  if (
    usage.length < 16 || crypt32.call("CertGetEnhancedKeyUsage", context, 0, usage, size) === 0n
  ) return true;
  // CERT_ENHKEY_USAGE: a count, and at 8 the address of that many addresses of texts.
  const count = viewOf(usage).getUint32(0, true);
  if (count === 0) {
    // Either nothing limits it, or somebody has set the list of its purposes to none.
    const property = [context, USAGE_PROPERTY, NULL, size] as const;
    return crypt32.call("CertGetCertificateContextProperty", ...property) === 0n;
  }
  const addresses = viewOf(read(viewOf(usage).getBigUint64(8, true), count * 8));
  return Array.from({ length: count }, (_, at) => addresses.getBigUint64(at * 8, true))
    .some((address) => SERVER_USAGES.includes(textAt(read, address)));
}

async function checkRevocation(
  crypt32: ForeignLibrary,
  read: Read,
  [[leaf, ...chain], others]: readonly [readonly Uint8Array[], readonly Uint8Array[]],
): Promise<Revocation> {
  if (leaf === undefined) return { status: "unknown", why: "the server shows none" };
  const certificate = crypt32.call("CertCreateCertificateContext", ENCODING, leaf, leaf.length);
  if (certificate === NULL) return { status: "unknown", why: "the system cannot read it" };
  const store = crypt32.call("CertOpenStore", IN_MEMORY, 0, NULL, 0, NULL);
  try {
    for (const each of store === NULL ? [] : [...chain, ...others]) {
      // One that the system cannot read is of no use to it; the others may do.
      const entry = [store, ENCODING, each, each.length, KEEP_KNOWN, NULL] as const;
      crypt32.call("CertAddEncodedCertificateToStore", ...entry);
    }
    const result = new Uint8Array(8);
    const request = [chainParameters(), CHAIN_FLAGS, NULL, result] as const;
    const done = await crypt32.callAside(
      "CertGetCertificateChain",
      ...[NULL, certificate, NULL, store, ...request],
    );
    const built = viewOf(result).getBigUint64(0, true);
    if (done === 0n || built === NULL) {
      return { status: "unknown", why: "the system could not check its chain" };
    }
    // CERT_CHAIN_CONTEXT: its size, then what is wrong with all chains together.
    const errors = viewOf(read(built, 8)).getUint32(4, true);
    crypt32.call("CertFreeCertificateChain", built);
    return verdict(errors);
  } finally {
    if (store !== NULL) crypt32.call("CertCloseStore", store, 0);
    crypt32.call("CertFreeCertificateContext", certificate);
  }
}

/** What an error status says of revocation; everything else the TLS handshake checks for itself. */
export function verdict(errors: number): Revocation {
  if (errors & REVOKED) return { status: "revoked", why: "its authority revoked it" };
  if (errors & DISTRUSTED) return { status: "revoked", why: "this machine is told to distrust it" };
  const reason = UNKNOWN.find(([bit]) => errors & bit);
  return reason === undefined ? { status: "good" } : { status: "unknown", why: reason[1] };
}

/** CERT_CHAIN_PARA: no condition but the time limit. */
function chainParameters(): Uint8Array {
  const bytes = new Uint8Array(96);
  viewOf(bytes).setUint32(0, bytes.length, true); // cbSize
  viewOf(bytes).setUint32(56, FETCH_LIMIT_MS, true); // dwUrlRetrievalTimeout
  return bytes;
}

function textAt(read: Read, address: bigint): string {
  let text = "";
  // One byte at a time, for what lies behind its end may not be ours to read.
  for (let at = address; text.length < 256; at++) {
    const [code = 0] = read(at, 1);
    if (code === 0) break;
    text += String.fromCharCode(code);
  }
  return text;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** UTF-16 with the zero that ends it. */
function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(2 * (text.length + 1));
  for (let at = 0; at < text.length; at++) {
    viewOf(bytes).setUint16(2 * at, text.charCodeAt(at), true);
  }
  return bytes;
}
