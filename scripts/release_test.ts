/** The pieces of a release that need no runtime to embed. */
import { assert, assertEquals, assertStringIncludes } from "../tests/support/assert.ts";
import { assetName } from "../src/features/installation/releases.ts";
import { systemOf } from "../src/commands/permission_rows.ts";
import { tarGz, zip } from "./archive.ts";
import { dated } from "./release.ts";
import { VERSION } from "../src/base/version.ts";
import { makeKey, readKey, sign } from "./signing.ts";
import { TARGETS } from "./targets.ts";

const ENTRIES = [
  { name: "sentry-cli", data: new TextEncoder().encode("program\n".repeat(200)), isProgram: true },
  { name: "man/sentry-cli.1", data: new TextEncoder().encode(".TH\n") },
  { name: "empty", data: new Uint8Array(0) },
];

Deno.test("tarGz() writes what tar reads, with modes, and the same bytes each time", async () => {
  const archive = await tarGz(ENTRIES);
  assertEquals(await tarGz(ENTRIES), archive);
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${folder}/x.tar.gz`, archive);
    const line =
      "tar -xzf x.tar.gz && tar -tvzf x.tar.gz && cat sentry-cli man/sentry-cli.1 | wc -c";
    const { code, stdout } = await new Deno.Command("sh", { args: ["-c", line], cwd: folder })
      .output();
    const listed = new TextDecoder().decode(stdout);
    assertEquals(code, 0);
    assert(/^-rwxr-xr-x root\/root\s+1600 1970-01-01 .* sentry-cli$/m.test(listed), listed);
    assert(/^-rw-r--r-- root\/root\s+0 .* empty$/m.test(listed), listed);
    assertStringIncludes(listed, "1604");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("dated() gives a man page the date and the version", () => {
  const page = '.\\" note\n.TH "A\\-B" 1 "" "a"\n.SH NAME\n';
  assertEquals(
    dated(page, "2026-02-03T04:05:06Z"),
    `.\\" note\n.TH "A\\-B" 1 "2026-02-03" "sentry-cli ${VERSION}"\n.SH NAME\n`,
  );
});

Deno.test("zip() gives the same bytes each time", () => {
  const archive = zip(ENTRIES);
  assertEquals(zip(ENTRIES), archive);
  assertEquals([...archive.slice(0, 4)], [0x50, 0x4b, 3, 4]);
});

Deno.test("TARGETS names each program as the program itself names it", () => {
  for (const { triple, asset } of TARGETS) {
    assertEquals(assetName({ os: systemOf(triple), arch: triple.split("-")[0] ?? "" }), asset);
  }
});

Deno.test("makeKey() makes a key whose signatures hold, and never over another", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/key`;
    const told = await makeKey(file);
    const open = /RELEASE_KEY in \S+: "(.+)"$/.exec(told)?.[1] ?? "";
    const bytes = (text: string) =>
      Uint8Array.from(atob(text.trim()), (char) => char.charCodeAt(0));
    const key = await crypto.subtle.importKey("raw", bytes(open), "Ed25519", false, ["verify"]);
    const signature = bytes(await sign("sums\n", await readKey(file)));
    const data = new TextEncoder().encode("sums\n");
    assertEquals(await crypto.subtle.verify("Ed25519", key, signature, data), true);
    assert(!told.includes((await Deno.readTextFile(file)).trim()), "the secret half is printed");
    assertEquals(await makeKey(file).catch((error) => error.name), "AlreadyExists");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
