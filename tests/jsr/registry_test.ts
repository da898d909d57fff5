import { assertEquals, assertStringIncludes } from "../support/assert.ts";
import { type RegistryPackage, serveRegistry } from "./registry.ts";

const encode = (text: string) => new TextEncoder().encode(text);

const PACKAGE: RegistryPackage = {
  name: "@demo/greeting",
  version: "1.2.3",
  exports: { ".": "./mod.ts", "./loud": "./loud.ts" },
  files: new Map([
    ["/mod.ts", encode('export const greeting: string = "hello";\n')],
    [
      "/loud.ts",
      encode('import { greeting } from "./mod.ts";\nexport const loud = greeting.toUpperCase();\n'),
    ],
  ]),
};

/** Runs a program with Deno that finds JSR at the given address. */
async function run(url: string, source: string): Promise<{ stdout: string; stderr: string }> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/main.ts`, source);
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-config", "--no-lock", "--no-prompt", `${folder}/main.ts`],
      env: { JSR_URL: url, DENO_DIR: `${folder}/cache`, NO_COLOR: "1" },
    }).output();
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { stdout: decode(stdout), stderr: decode(stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("serveRegistry() is a JSR that Deno takes packages from", async () => {
  const registry = serveRegistry([PACKAGE]);
  try {
    const source = 'import { loud } from "jsr:@demo/greeting@1.2.3/loud"; console.log(loud);';
    const { stdout, stderr } = await run(registry.url, source);
    assertEquals(stdout, "HELLO\n", stderr);
    assertEquals(registry.asked.toSorted(), [
      "/@demo/greeting/1.2.3/loud.ts",
      "/@demo/greeting/1.2.3/mod.ts",
      "/@demo/greeting/1.2.3_meta.json",
      "/@demo/greeting/meta.json",
    ]);
  } finally {
    await registry.close();
  }
});

Deno.test("serveRegistry() has no version or package that it was not given", async () => {
  const registry = serveRegistry([PACKAGE]);
  try {
    const { stderr } = await run(registry.url, 'import "jsr:@demo/greeting@9.9.9";');
    assertStringIncludes(stderr, "9.9.9");
    for (const path of ["@demo/other/meta.json", "@demo/greeting/1.2.3/secret.ts", ""]) {
      const response = await fetch(registry.url + path);
      await response.body?.cancel();
      assertEquals(response.status, 404, path);
    }
  } finally {
    await registry.close();
  }
});

Deno.test("serveRegistry() gives checksums, so that Deno refuses a changed file", async () => {
  const honest = serveRegistry([PACKAGE]);
  const changed = { ...PACKAGE, files: new Map([...PACKAGE.files, ["/mod.ts", encode("evil()")]]) };
  const manifest = await (await fetch(`${honest.url}@demo/greeting/1.2.3_meta.json`)).text();
  await honest.close();
  const liar = serveRegistry([changed]);
  const front = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    return pathname.endsWith("_meta.json")
      ? new Response(manifest, { headers: { "content-type": "application/json" } })
      : fetch(new URL(pathname, liar.url));
  });
  try {
    const url = `http://127.0.0.1:${front.addr.port}/`;
    const { stderr } = await run(url, 'import "jsr:@demo/greeting@1.2.3";');
    assertStringIncludes(stderr, "Integrity check failed");
  } finally {
    await front.shutdown();
    await liar.close();
  }
});
