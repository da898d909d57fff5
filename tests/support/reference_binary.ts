/** The reference binaries, for tests that run them where variables name them. */

/** Path of the binary, or why there is none; the other variable names the one of the 2.x line. */
export async function findBinary(
  variable: "SENTRY_REFERENCE_BIN" | "SENTRY_REFERENCE_2_BIN" = "SENTRY_REFERENCE_BIN",
): Promise<{ readonly path: string } | { readonly reason: string }> {
  const path = Deno.env.get(variable);
  if (path === undefined || path === "") return { reason: `${variable} is not set` };
  const { state } = await Deno.permissions.query({ name: "run", command: path });
  if (state !== "granted") return { reason: `--allow-run does not name ${path}` };
  try {
    await new Deno.Command(path, { args: ["--version"] }).output();
    return { path };
  } catch (error) {
    return { reason: `${path} does not start: ${error instanceof Error ? error.message : error}` };
  }
}
