/** `local serve` as a whole run of the program, over real sockets and a fake everything else. */
import { runApp } from "../../app.ts";
import { openDatabase } from "../../system/deno/database.ts";
import { listen } from "../../system/deno/listen.ts";
import { assert, assertEquals, assertMatch } from "../../../tests/support/assert.ts";
import { type FakeOptions, fakeSystem } from "../../../tests/support/fake_system.ts";

interface Served {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `local serve` with the words; `use` gets what it printed first, then it is interrupted. */
async function serve(
  words: readonly string[],
  use: (stdout: string) => Promise<void> = () => Promise.resolve(),
  options: FakeOptions & { readonly before?: readonly string[] } = {},
): Promise<Served> {
  const fake = fakeSystem(options);
  const printed = Promise.withResolvers<void>();
  const stdout = {
    ...fake.terminal.stdout,
    write(text: string) {
      fake.terminal.stdout.write(text);
      printed.resolve();
    },
  };
  const system = { ...fake, terminal: { ...fake.terminal, stdout }, listen, openDatabase };
  const run = runApp(system, [...options.before ?? [], "local", "serve", ...words]);
  const ended = await Promise.race([printed.promise, run]);
  try {
    if (ended === undefined) await use(fake.written.stdout);
  } finally {
    fake.interrupt();
  }
  return { exitCode: await run, ...fake.written };
}

Deno.test("local serve prints address, token and how to use them, and exits 0 on Ctrl-C", async () => {
  const { exitCode, stdout, stderr } = await serve(
    ["--port", "0", "--token", "tok"],
    async (text) => {
      const url = /SENTRY_URL=(\S+) SENTRY_AUTH_TOKEN=tok\n/.exec(text)?.[1] ?? "";
      const answer = await fetch(`${url}/api/0/`, { headers: { authorization: "Bearer tok" } });
      await answer.body?.cancel();
      assertEquals(answer.status, 200);
    },
  );
  assertEquals([exitCode, stderr], [0, ""]);
  assertMatch(
    stdout,
    /^Serving http:\/\/127\.0\.0\.1:\d+\nOrganization: demo\nProjects: web, mobile\n/,
  );
});

Deno.test("local serve --format json prints one line", async () => {
  const { exitCode, stdout } = await serve(["--port", "0", "--token", "tok", "--format=json"]);
  assertEquals(exitCode, 0);
  assertEquals(stdout.indexOf("\n"), stdout.length - 1);
  const { url, port, dsns, ...rest }: Record<string, unknown> = JSON.parse(stdout);
  assertEquals(url, `http://127.0.0.1:${port}`);
  const plain = JSON.stringify(dsns).replace(/\/\/[0-9a-f]{32}@/g, "//KEY@");
  assertEquals(
    plain,
    `{"web":"http://KEY@127.0.0.1:${port}/1","mobile":"http://KEY@127.0.0.1:${port}/2"}`,
  );
  assertEquals(rest, { token: "tok", org: "demo", projects: ["web", "mobile"] });
});

Deno.test("local serve --fault acts on requests, each rule given", async () => {
  const faults = ["--fault", "GET /a: status=418", "--fault=GET /b: status=502"];
  await serve(["--port", "0", "--format", "json", ...faults], async (text) => {
    const { url }: { url: string } = JSON.parse(text);
    for (const [path, status] of [["/a", 418], ["/b", 502], ["/c", 404]] as const) {
      const answer = await fetch(url + path);
      await answer.body?.cancel();
      assertEquals(answer.status, status);
    }
  });
});

Deno.test("local serve says that the port is taken and how to choose another", async () => {
  await serve(["--port", "0", "--format", "json"], async (text) => {
    const { port }: { port: number } = JSON.parse(text);
    const { exitCode, stderr } = await serve(["--port", String(port)]);
    assertEquals(exitCode, 1);
    assertMatch(stderr, new RegExp(`Could not listen on 127\\.0\\.0\\.1:${port}: .*in use`));
    assertMatch(stderr, /--port 0/);
  });
});

const WRONG: readonly (readonly [string, number, RegExp])[] = [
  ["--host 0.0.0.0", 2, /'0\.0\.0\.0'.*not a loopback address/],
  ["--port 70000", 2, /70000/],
  ["--port x", 2, /'x'/],
  ["--fault GET:", 2, /Invalid fault rule 'GET:'/],
  ["--token a$b", 2, /token has letters/],
  ["--tls-cert cert.pem", 2, /tls-key/],
  ["--tls-cert none.pem --tls-key none.pem", 1, /\/work\/none\.pem/],
  ["--tls-cert text.pem --tls-key text.pem", 1, /\/work\/text\.pem.*no PEM/],
  ["--db /work/none/x.db --port 0", 1, /\/work\/none\/x\.db/],
];
for (const [words, code, message] of WRONG) {
  Deno.test(`local serve ${words} exits ${code} and says why`, async () => {
    const { exitCode, stdout, stderr } = await serve(words.split(" "), undefined, {
      files: { "/work/text.pem": "hello" },
    });
    assertEquals([exitCode, stdout], [code, ""]);
    assertMatch(stderr, message);
    assert(!/\n\s+at /.test(stderr), stderr);
  });
}

Deno.test("local serve keeps its token out of the log", async () => {
  for (const token of [["--token", "hush"], ["--token=hush"]]) {
    const before = ["--log-level=debug"];
    const { stderr } = await serve(["--port", "0", ...token], undefined, { before });
    assertMatch(stderr, /"--token/);
    assert(!stderr.includes("hush"), stderr);
  }
});
