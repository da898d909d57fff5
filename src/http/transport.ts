/** Settles how connections are made: proxy, certificates, verification, reuse. */
import { ConfigError } from "../base/errors.ts";
import { type FileSystem, SystemError, type TransportOptions } from "../system/mod.ts";
import { pemBlocks } from "./pem.ts";

/** A file that the configuration names. */
export interface PlacedFile {
  /** Absolute, or as the file system takes it. */
  readonly path: string;
  /** For people: `SSL_CERT_FILE`, `/repo/.sentryclirc:4`. */
  readonly where: string;
}

/** A file with trusted certificates. */
export interface TrustFile extends PlacedFile {
  /**
   * `false`: a file that is not there or holds nothing is only worth a warning. So it is for variables
   * that are often set for a whole machine.
   */
  readonly required: boolean;
}

/** What the configuration says about connections. */
export interface TransportSettings {
  readonly proxyFor: TransportOptions["proxyFor"];
  readonly trustFiles: readonly TrustFile[];
  /** Client certificate, and its key (in the same file when left out). */
  readonly clientCertificate?: PlacedFile | undefined;
  readonly clientKey?: PlacedFile | undefined;
  readonly verifyTls: boolean;
  readonly keepAlive: boolean;
}

/** The doors that reading them takes. */
export interface TransportDoors {
  readonly fs: Pick<FileSystem, "read">;
  readonly log: { warn(message: string): void };
}

/**
 * Reads the client certificate now and the trusted ones when first asked for: they are large, and a
 * server without TLS needs none. Both throw a {@linkcode ConfigError} naming the file and who named it.
 */
export async function loadTransport(
  settings: TransportSettings,
  doors: TransportDoors,
): Promise<TransportOptions> {
  const { proxyFor, verifyTls, keepAlive } = settings;
  const clientCertificate = await readClient(settings, doors.fs);
  let trusted: Promise<readonly string[]> | undefined;
  const caCertificates = () => trusted ??= readTrustFiles(settings, doors);
  return { proxyFor, verifyTls, keepAlive, caCertificates, clientCertificate };
}

async function readTrustFiles(
  { trustFiles }: TransportSettings,
  { fs, log }: TransportDoors,
): Promise<readonly string[]> {
  const certificates: string[] = [];
  for (const file of trustFiles) {
    try {
      certificates.push(...await readTrust(file, fs));
    } catch (error) {
      if (file.required || !(error instanceof ConfigError)) throw error;
      log.warn(error.message);
    }
  }
  return certificates;
}

async function readTrust(file: TrustFile, fs: TransportDoors["fs"]): Promise<string[]> {
  const what = "trusted certificates";
  const found = pemBlocks(await readText(file, what, fs))
    .filter(({ label }) => /^(X509 )?CERTIFICATE$/.test(label));
  if (found.length === 0) {
    throw failure(what, file, "it holds no PEM certificate", "Name a file in PEM form");
  }
  // An old name of the same thing, which newer readers do not know.
  return found.map(({ label, text }) =>
    label === "CERTIFICATE" ? text : text.replaceAll(`${label}-----`, "CERTIFICATE-----")
  );
}

async function readClient(
  { clientCertificate, clientKey }: TransportSettings,
  fs: TransportDoors["fs"],
): Promise<TransportOptions["clientCertificate"]> {
  if (clientCertificate === undefined) {
    if (clientKey === undefined) return undefined;
    throw failure(
      "client key",
      clientKey,
      "there is no client certificate to go with it",
      "Set the client certificate, too",
    );
  }
  const certificates = pemBlocks(await readText(clientCertificate, "client certificate", fs))
    .filter(({ label }) => label === "CERTIFICATE");
  if (certificates.length === 0) {
    throw failure(
      "client certificate",
      clientCertificate,
      "it holds no PEM certificate",
      "Name a file in PEM form",
    );
  }
  const keyFile = clientKey ?? clientCertificate;
  const keys = pemBlocks(await readText(keyFile, "client key", fs))
    .filter(({ label }) => /^(RSA |EC |ENCRYPTED )?PRIVATE KEY$/.test(label));
  const [key] = keys;
  if (key === undefined) {
    throw failure(
      "client key",
      keyFile,
      "it holds no PEM private key",
      clientKey === undefined ? "Set the client key, too" : "Name a file in PEM form",
    );
  }
  if (key.label.startsWith("ENCRYPTED") || key.text.includes("ENCRYPTED")) {
    throw failure(
      "client key",
      keyFile,
      "it is protected by a passphrase",
      "Remove the passphrase with 'openssl pkey'",
    );
  }
  return { certificate: certificates.map(({ text }) => text).join(""), key: key.text };
}

async function readText(
  file: PlacedFile,
  what: string,
  fs: TransportDoors["fs"],
): Promise<string> {
  try {
    return new TextDecoder().decode(await fs.read(file.path));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw failure(what, file, error.message, "Correct the path, or take the setting away");
  }
}

function failure(
  what: string,
  { path, where }: PlacedFile,
  why: string,
  hint: string,
): ConfigError {
  return new ConfigError(`Could not load the ${what}: ${why}: '${path}' (${where})`, {
    hint,
  });
}
