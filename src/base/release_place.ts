/**
 * Where releases are, and whose they are. A fork changes these two lines, a mirror sets
 * `SENTRY_CLI_RELEASES_URL`. Below the address, as on a release page:
 *
 *     latest/download/<file>        of the newest release
 *     download/<version>/<file>     of a certain one
 *
 * Nothing is published yet: the address is one that cannot exist (RFC 6761), and without a key nothing
 * is installed. `deno task release --new-key FILE` makes a key.
 */
export const RELEASES_URL: string = "https://releases.sentry-cli.invalid";

/** The Ed25519 public key, in base64, that signs `SHA256SUMS`; empty where there is none. */
export const RELEASE_KEY: string = "";
