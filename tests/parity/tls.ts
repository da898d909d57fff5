/** A self-signed certificate for 127.0.0.1, made afresh so that none expires in the repository. */
import type { TlsFiles } from "./side.ts";

/** Makes certificate and key in `folder`; `undefined` when there is no `openssl`. */
export async function makeTls(folder: string): Promise<TlsFiles | undefined> {
  const certPath = `${folder}/cert.pem`;
  const keyPath = `${folder}/key.pem`;
  try {
    const { success } = await new Deno.Command("openssl", {
      args: [
        ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
        ...["-nodes", "-days", "2", "-subj", "/CN=parity", "-keyout", keyPath, "-out", certPath],
        // Not a CA: Deno's TLS refuses a CA as a server's certificate.
        ...["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=CA:FALSE"],
      ],
      stdout: "null",
      stderr: "null",
    }).output();
    if (!success) return undefined;
  } catch {
    return undefined;
  }
  return {
    certPath,
    cert: await Deno.readTextFile(certPath),
    key: await Deno.readTextFile(keyPath),
  };
}
