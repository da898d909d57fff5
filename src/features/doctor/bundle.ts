/** The archive for a bug report. Everything in it has been masked before. */

/** Files of the archive by name. */
export type BundleFiles = Readonly<Record<string, string>>;

/** The first thing to be read in it. */
export const BUNDLE_README = `What 'sentry-cli doctor --bundle' found, for a bug report.

doctor.txt        what was checked, as shown
doctor.json       the same as data
config.json       every setting: its value, where it comes from, and which places lost
environment.json  names of the environment variables; values only where known to be harmless
versions.json     the program and the system
command.txt       the command line
log.txt           everything the run did, at the level 'trace'

Tokens, keys, passwords, cookies and the values of custom headers are replaced by [REDACTED].
Host names, paths and the names of organizations and projects are in it: have a look before you pass
it on.
`;

/** A zip file. The packer is loaded when first needed. */
export async function packBundle(files: BundleFiles, nowMs: number): Promise<Uint8Array> {
  const { strToU8, zipSync } = await import("fflate");
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const);
  return zipSync(Object.fromEntries(entries), { level: 6, mtime: nowMs });
}
