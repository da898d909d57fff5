/** What only a real process can show: signals, terminals, pipes that close. */
import { assert, assertEquals, assertStringIncludes } from "../support/assert.ts";
import { programCommand, programEnv, scratch, startProgram, TOKEN } from "../support/program.ts";

/** A server that accepts and stays silent; resolves `asked` when a request has come. */
function silentServer() {
  const asked = Promise.withResolvers<void>();
  const stop = Promise.withResolvers<Response>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    asked.resolve();
    return stop.promise;
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked: asked.promise,
    async [Symbol.asyncDispose]() {
      stop.resolve(new Response(null));
      await server.shutdown();
    },
  };
}

Deno.test("Ctrl-C during a request ends the program with 130 and without noise", async () => {
  await using home = await scratch();
  await using server = silentServer();
  const env = { SENTRY_URL: server.url, SENTRY_AUTH_TOKEN: TOKEN };
  const child = startProgram(["organizations", "list"], { cwd: home.path, env });
  await server.asked;
  child.kill("SIGINT");
  await child.stdin.close();
  const { code, stdout, stderr } = await child.output();
  assertEquals(new TextDecoder().decode(stderr), "");
  assertEquals(new TextDecoder().decode(stdout), "");
  assertEquals(code, 130);
});

Deno.test("a reader that leaves early is no crash", async () => {
  await using home = await scratch();
  const [program, ...first] = programCommand();
  const words = [program, ...first, "completions", "bash"].map((word) => `'${word}'`).join(" ");
  const result = await new Deno.Command("bash", {
    args: ["-c", `${words} | head -c 1; echo "code \${PIPESTATUS[0]}"`],
    cwd: home.path,
    clearEnv: true,
    env: programEnv(home.path),
  }).output();
  const stderr = new TextDecoder().decode(result.stderr);
  assert(!/panic|internal error|at .*\.ts|Uncaught/.test(stderr), stderr);
});

Deno.test("a token typed at a terminal is not shown", async () => {
  await using home = await scratch();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => Response.json({ auth: { scopes: [] }, user: { id: "1", email: "me@example.com" } }),
  );
  const [program, ...first] = programCommand();
  const words = [program, ...first, "login"].map((word) => `'${word}'`).join(" ");
  // `script` gives the program a terminal of its own and answers the two questions.
  const terminal = new Deno.Command("script", {
    args: ["-qfec", words, "/dev/null"],
    cwd: home.path,
    clearEnv: true,
    env: programEnv(home.path, {
      SENTRY_URL: `http://127.0.0.1:${server.addr.port}`,
      TERM: "xterm",
    }),
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const writer = terminal.stdin.getWriter();
  const encoder = new TextEncoder();
  let seen = "";
  for await (const chunk of terminal.stdout.pipeThrough(new TextDecoderStream())) {
    const before = seen;
    seen += chunk;
    const appeared = (text: string) => seen.includes(text) && !before.includes(text);
    if (appeared("[y/n]")) await writer.write(encoder.encode("n\n"));
    if (appeared("Enter your token:")) await writer.write(encoder.encode(`${TOKEN}\n`));
  }
  const { code } = await terminal.status;
  await writer.close().catch(() => {}); // the terminal is gone already
  await server.shutdown();
  assertEquals(code, 0, seen);
  assertStringIncludes(seen, "Valid token for user me@example.com");
  assert(!seen.includes(TOKEN.slice(0, 6)), seen);
  const stored = await Deno.readTextFile(`${home.path}/.sentryclirc`);
  assertStringIncludes(stored, TOKEN);
});
