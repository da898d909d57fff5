/** Certificates for tests, made by `openssl` into a scratch folder, so that none can expire in the repo. */

/** What a server or client certificate shall be like. */
export interface CertificateOptions {
  /** Names in the certificate, e.g. `DNS:localhost` or `IP:127.0.0.1`. */
  readonly names?: readonly string[];
  /** Valid from this many days from now (negative: in the past) … */
  readonly fromDays?: number;
  /** … until this many. */
  readonly toDays?: number;
  /** Made to be an authority. */
  readonly isAuthority?: boolean;
  /** Where the list of its authority's revoked certificates can be had. */
  readonly revocationListUrl?: string;
}

/** A certificate and its key, both as PEM text. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** An authority of its own. */
export interface Authority extends Certificate {
  /** Makes a certificate that it signs. */
  issue(options?: CertificateOptions): Promise<Certificate>;
  /** A signed list (DER) of certificates that it revoked. */
  revocationList(revoked: readonly Certificate[]): Promise<Uint8Array>;
}

/** Whether `openssl` is there; without it the tests that need certificates are left out. */
export async function hasOpenssl(): Promise<boolean> {
  try {
    return (await run(["version"])).length > 0;
  } catch {
    return false;
  }
}

/** A fresh authority, and a function that removes its files. */
export async function createAuthority(): Promise<Authority & { dispose(): Promise<void> }> {
  const folder = await Deno.makeTempDir({ prefix: "certificates-" });
  const root = await make(folder, { isAuthority: true }, undefined);
  return {
    ...root,
    issue: (options = {}) => make(folder, options, root),
    revocationList: (revoked) => makeRevocationList(folder, root, revoked),
    dispose: () => Deno.remove(folder, { recursive: true }),
  };
}

/** A server certificate that nobody but itself has signed. */
export async function createSelfSigned(options: CertificateOptions = {}): Promise<Certificate> {
  const folder = await Deno.makeTempDir({ prefix: "certificates-" });
  try {
    return await make(folder, options, undefined);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function make(
  folder: string,
  options: CertificateOptions,
  issuer: Certificate | undefined,
): Promise<Certificate> {
  const { names = ["DNS:localhost", "IP:127.0.0.1"], fromDays = -1, toDays = 30 } = options;
  const { isAuthority = false, revocationListUrl } = options;
  const at = scratchNames(folder);
  const [keyPath, requestPath, certificatePath] = [at("key"), at("request"), at("certificate")];
  const index = at("index");
  await run(["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", keyPath]);
  const key = await pkcs8(keyPath);
  await run(["req", "-new", "-key", keyPath, ...subject(isAuthority), "-out", requestPath]);
  const signer = issuer === undefined
    ? ["-selfsign", "-keyfile", keyPath]
    : await signerOptions(issuer, at);
  // Of all ways to give both dates, `ca` is the one that every openssl has.
  const config = at("config");
  await Deno.writeTextFile(index, "");
  await Deno.writeTextFile(
    config,
    [
      "[ca]",
      "default_ca=it",
      "[it]",
      `database=${index}`,
      `new_certs_dir=${folder}`,
      "rand_serial=yes",
      "unique_subject=no",
      "default_md=sha256",
      "policy=any",
      "x509_extensions=ext",
      "[any]",
      "commonName=supplied",
      "[ext]",
      `basicConstraints=critical,CA:${isAuthority ? "TRUE" : "FALSE"}`,
      `subjectAltName=${names.join(",")}`,
      `keyUsage=${isAuthority ? "keyCertSign,cRLSign," : ""}digitalSignature`,
      ...(revocationListUrl === undefined
        ? []
        : [`crlDistributionPoints=URI:${revocationListUrl}`]),
    ].join("\n"),
  );
  await run([
    ...["ca", "-batch", "-notext", "-config", config, "-in", requestPath],
    ...signer,
    ...["-startdate", stamp(fromDays), "-enddate", stamp(toDays), "-out", certificatePath],
  ]);
  return { certificate: await Deno.readTextFile(certificatePath), key };
}

/** Not one for all: a certificate whose issuer has its own name would pass for self-signed. */
function subject(isAuthority: boolean): string[] {
  return ["-subj", isAuthority ? "/CN=test authority" : "/CN=test"];
}

function scratchNames(folder: string): (name: string) => string {
  return (name) => `${folder}/${name}-${crypto.randomUUID()}.pem`;
}

async function makeRevocationList(
  folder: string,
  issuer: Certificate,
  revoked: readonly Certificate[],
): Promise<Uint8Array> {
  const at = scratchNames(folder);
  const [index, config, list, der] = [at("index"), at("config"), at("list"), at("list-der")];
  await Deno.writeTextFile(index, "");
  await Deno.writeTextFile(
    config,
    ["[ca]", "default_ca=it", "[it]", `database=${index}`, "default_md=sha256"].join("\n"),
  );
  const ca = ["ca", "-config", config, ...await signerOptions(issuer, at)];
  for (const { certificate } of revoked) {
    const path = at("revoked");
    await Deno.writeTextFile(path, certificate);
    await run([...ca, "-revoke", path]);
  }
  await run([...ca, "-gencrl", "-crldays", "7", "-out", list]);
  await run(["crl", "-in", list, "-outform", "DER", "-out", der]);
  return await Deno.readFile(der);
}

async function signerOptions(issuer: Certificate, at: (name: string) => string): Promise<string[]> {
  const [certificate, key] = [at("issuer"), at("issuer-key")];
  await Deno.writeTextFile(certificate, issuer.certificate);
  await Deno.writeTextFile(key, issuer.key);
  return ["-cert", certificate, "-keyfile", key];
}

/**
 * Asks as a system with a revocation check would: fetches the list that the certificate names and has
 * `openssl` look the certificate up in it.
 */
export async function lookUpRevocation(
  certificate: Uint8Array,
  authority: Pick<Certificate, "certificate">,
): Promise<"good" | "revoked" | "unknown"> {
  const folder = await Deno.makeTempDir({ prefix: "certificates-" });
  const at = scratchNames(folder);
  const [own, root, list] = [at("own"), at("root"), at("list")];
  try {
    await Deno.writeFile(`${own}.der`, certificate);
    await run(["x509", "-inform", "DER", "-in", `${own}.der`, "-out", own]);
    await Deno.writeTextFile(root, authority.certificate);
    const text = await run(["x509", "-in", own, "-noout", "-text"]);
    const [, url] = /URI:(\S+)/.exec(text) ?? [];
    if (url === undefined) return "unknown";
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok !== true) return "unknown";
    await Deno.writeFile(`${list}.der`, await response.bytes());
    await run(["crl", "-inform", "DER", "-in", `${list}.der`, "-out", list]);
    try {
      await run(["verify", "-crl_check", "-CAfile", root, "-CRLfile", list, own]);
      return "good";
    } catch (error) {
      if (error instanceof Error && error.message.includes("revoked")) return "revoked";
      throw error;
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function pkcs8(path: string): Promise<string> {
  return await run(["pkcs8", "-topk8", "-nocrypt", "-in", path]);
}

/** `20260131100000Z`, as openssl takes it. */
function stamp(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]|\.\d+/g, "");
}

async function run(args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("openssl", { args }).output();
  if (!success) {
    throw new Error(
      `openssl ${args[0]}: ${
        [stdout, stderr].map((each) => new TextDecoder().decode(each)).join("")
      }`,
    );
  }
  return new TextDecoder().decode(stdout);
}
