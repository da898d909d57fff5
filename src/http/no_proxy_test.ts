import { assert, assertEquals } from "../../tests/support/assert.ts";
import { pick, seeded } from "../../tests/support/random.ts";
import { isExempt, parseAddress } from "./no_proxy.ts";

for (
  const [host, list, expected] of [
    ["sentry.io", "", false],
    ["sentry.io", "*", true],
    ["sentry.io", " * ", true],
    ["sentry.io", "a,*", false],
    ["sentry.io", "sentry.io", true],
    ["SENTRY.io.", "Sentry.IO", true],
    ["sentry.io", "sentry.io.", true],
    ["us.sentry.io", "sentry.io", true],
    ["us.sentry.io", ".sentry.io", true],
    ["sentry.io", ".sentry.io", true],
    ["notsentry.io", "sentry.io", false],
    ["sentry.io", "io", true],
    ["sentry.io", "us.sentry.io", false],
    ["sentry.io", "a, sentry.io ,b", true],
    ["sentry.io", "a sentry.io", false],
    ["sentry.io", "sentry.io:443", false],
    ["sentry.io", ".", false],
    ["sentry.io", ",,", false],
    ["127.0.0.1", "127.0.0.1", true],
    ["127.0.0.1", "127.0.0.0/8", true],
    ["127.0.0.1", "127.0.0.0/31", true],
    ["127.0.0.1", "127.0.0.0/32", false],
    ["127.0.0.1", "128.0.0.0/1", false],
    ["10.1.2.3", "10.1.0.0/15", true],
    ["10.2.2.3", "10.0.0.0/15", false],
    // As the reference: no bits and 0 bits compare the whole address.
    ["127.0.0.1", "0.0.0.0/0", false],
    ["127.0.0.1", "127.0.0.0/33", false],
    ["127.0.0.1", "127.0.0.0/x", false],
    ["127.0.0.1", "0.0.1", false],
    ["127.0.0.1", "1", false],
    ["[::1]", "::1", true],
    ["[::1]", "[::1]", true],
    ["[::1]", "0:0:0:0:0:0:0:1", true],
    ["[fd00:1::2]", "fd00::/8", true],
    ["[fe00:1::2]", "fd00::/8", false],
    ["[::1]", "127.0.0.1", false],
    ["[::ffff:10.0.0.1]", "::ffff:a00:1", true],
  ] as const
) {
  Deno.test(`isExempt() says ${expected} for ${host} in '${list}'`, () => {
    assertEquals(isExempt(host, list), expected);
  });
}

for (
  const [text, expected] of [
    ["1.2.3.4", "1 2 3 4"],
    ["1.2.3.256", undefined],
    ["::", "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0"],
    ["1::8", "0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 8"],
    ["fe80::1%eth0", "254 128 0 0 0 0 0 0 0 0 0 0 0 0 0 1"],
    ["1:2:3:4:5:6:7", undefined],
    ["1:2:3:4:5:6:7:8:9", undefined],
    ["1::2::3", undefined],
    ["1:2:3:4:5:6:7::8", undefined],
    ["12345::", undefined],
    ["sentry.io", undefined],
  ] as const
) {
  Deno.test(`parseAddress() reads ${text}`, () => {
    assertEquals(parseAddress(text)?.join(" "), expected);
  });
}

Deno.test("isExempt() agrees with arithmetic on random networks", () => {
  const random = seeded(3);
  const byte = () => Math.floor(random() * 256);
  const value = (parts: readonly number[]) => parts.reduce((sum, each) => sum * 256 + each, 0);
  for (let n = 0; n < 4000; n++) {
    const host = [byte(), byte(), byte(), byte()];
    const bits = 1 + Math.floor(random() * 32);
    const network = random() < 0.5 ? [byte(), byte(), byte(), byte()] : [...host];
    if (random() < 0.5) network[3] = byte();
    const size = 2 ** (32 - bits);
    const expected = Math.floor(value(host) / size) === Math.floor(value(network) / size);
    assertEquals(isExempt(host.join("."), `x,${network.join(".")}/${bits}`), expected);
  }
});

Deno.test("isExempt() survives any list", () => {
  const random = seeded(4);
  const parts = [
    "*",
    ".",
    ",",
    "/",
    ":",
    "[",
    "]",
    " ",
    "1",
    "ffff",
    "sentry.io",
    "::",
    "%",
    "\u0000",
  ];
  for (let n = 0; n < 5000; n++) {
    const list = Array.from({ length: Math.floor(random() * 12) }, () => pick(random, parts)).join(
      "",
    );
    for (const host of ["sentry.io", "127.0.0.1", "[::1]", ""]) {
      assert(typeof isExempt(host, list) === "boolean", list);
    }
  }
});
