/** The reference binary, for tests that run it where `SENTRY_REFERENCE_BIN` names it. */

/** Path of the binary, or why there is none. */
export async function findBinary(): Promise<
  { readonly path: string } | { readonly reason: string }
> {
  const path = Deno.env.get("SENTRY_REFERENCE_BIN");
  if (path === undefined || path === "") return { reason: "SENTRY_REFERENCE_BIN is not set" };
  const { state } = await Deno.permissions.query({ name: "run", command: path });
  if (state !== "granted") return { reason: `--allow-run does not name ${path}` };
  try {
    await new Deno.Command(path, { args: ["--version"] }).output();
    return { path };
  } catch (error) {
    return { reason: `${path} does not start: ${error instanceof Error ? error.message : error}` };
  }
}
