/** `config trust` and `untrust`: what counts as the same server, and that requests heed the list. */
import { runApp } from "../../app.ts";
import { assertEquals, assertStringIncludes } from "../../../tests/support/assert.ts";
import { fakeSystem } from "../../../tests/support/fake_system.ts";

const HOME = "/home/me/.sentryclirc";
const TOKEN = "0123456789abcdef".repeat(4);

function place(files: Record<string, string> = {}) {
  const asked: string[] = [];
  const system = fakeSystem({
    env: { SENTRY_DISABLE_UPDATE_CHECK: "1" },
    files: {
      "/work/.sentryclirc": "[defaults]\nurl=https://theirs.example.com:8443\norg=acme\n",
      [HOME]: `[auth]\ntoken=${TOKEN}\n`,
      ...files,
    },
    fetch({ url, headers }) {
      const has = headers.some(([name, value]) =>
        name.toLowerCase() === "authorization" && value.includes(TOKEN)
      );
      asked.push(`${new URL(url).origin} ${has ? "with" : "without"} the token`);
      return Promise.resolve(Response.json([]));
    },
  });
  const run = async (...args: string[]) => {
    const code = await runApp(system, args);
    const { stdout, stderr } = system.written;
    system.written.stdout = system.written.stderr = "";
    return { code, stdout, stderr };
  };
  return { system, asked, run };
}

Deno.test("a server of a repository gets the token after config trust, not before, not after untrust", async () => {
  const { asked, run } = place();
  const refused = await run("organizations", "list");
  assertEquals([refused.code, asked], [1, []]);
  assertStringIncludes(refused.stderr, "sentry-cli config trust https://theirs.example.com:8443");
  assertEquals((await run("config", "trust", "https://theirs.example.com:8443")).code, 0);
  assertEquals((await run("organizations", "list")).code, 0);
  assertEquals(asked, ["https://theirs.example.com:8443 with the token"]);
  assertEquals((await run("config", "untrust", "https://theirs.example.com:8443")).code, 0);
  assertEquals((await run("organizations", "list")).code, 1);
  assertEquals(asked.length, 1);
});

const SAME: readonly (readonly [given: string, kept: string])[] = [
  ["https://theirs.example.com:8443", "https://theirs.example.com:8443"],
  ["https://THEIRS.example.com:8443/", "https://theirs.example.com:8443"],
  ["https://theirs.example.com:443/a/b?c#d", "https://theirs.example.com"],
  ["https://me:hush@theirs.example.com", "https://theirs.example.com"],
  ["http://127.0.0.1:9000", "http://127.0.0.1:9000"],
  ["http://[::1]:9000", "http://[::1]:9000"],
];

for (const [given, kept] of SAME) {
  Deno.test(`config trust ${given} keeps ${kept}`, async () => {
    const { system, run } = place();
    const { stdout } = await run("config", "trust", given);
    assertEquals(stdout, `Trusting ${kept} from now on; kept in ${HOME}\n`);
    assertEquals(system.fs.text(HOME), `[auth]\ntoken=${TOKEN}\ntrusted_hosts=${kept}\n`);
    assertStringIncludes((await run("config", "trust", kept)).stdout, "is trusted already");
    assertEquals((await run("config", "untrust", given)).code, 0);
    assertEquals(system.fs.text(HOME), `[auth]\ntoken=${TOKEN}\n`);
  });
}

for (const given of ["theirs.example.com", "ftp://theirs.example.com", "", "https://"]) {
  Deno.test(`config trust refuses ${JSON.stringify(given)}`, async () => {
    const { system, run } = place();
    const { code, stderr } = await run("config", "trust", given);
    assertEquals(code, 2);
    assertStringIncludes(stderr, "not an address such as https://sentry.example.com");
    assertEquals(system.fs.text(HOME), `[auth]\ntoken=${TOKEN}\n`);
  });
}

Deno.test("config untrust takes one of several out and leaves the others", async () => {
  const { system, run } = place({
    [HOME]: "[auth]\ntrusted_hosts = https://a.example.com, https://b.example.com\n",
  });
  assertEquals((await run("config", "untrust", "https://a.example.com")).code, 0);
  assertEquals(system.fs.text(HOME), "[auth]\ntrusted_hosts = https://b.example.com\n");
});

Deno.test("config trust takes servers of the home file only, not of the variable", async () => {
  const { system } = place();
  const code = await runApp(
    system.withEnv({
      get: (name) =>
        name === "SENTRY_TRUSTED_HOSTS" ? "https://v.example.com" : system.env.get(name),
      all: () => system.env.all(),
    }),
    ["config", "trust", "https://a.example.com"],
  );
  assertEquals(code, 0);
  assertEquals(
    system.fs.text(HOME),
    `[auth]\ntoken=${TOKEN}\ntrusted_hosts=https://a.example.com\n`,
  );
});
