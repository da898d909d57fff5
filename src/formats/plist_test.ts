import { assert, assertEquals, assertRejects } from "../../tests/support/assert.ts";
import { seeded } from "../../tests/support/random.ts";
import { PlistError, readPlist, readPlistTexts } from "./plist.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const list = (body: string) =>
  encode(
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" ' +
      `"http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0">${body}</plist>\n`,
  );

Deno.test("readPlistTexts() gives the texts of the dictionary, with entities and CDATA", async () => {
  const texts = await readPlistTexts(list(
    "<dict><key>A</key><string>x &amp; y &#x41; ü</string><!-- no --><key>B</key><true/>" +
      "<key>C</key><string>a<![CDATA[<&>]]>b</string><key>E</key><string/><key>N</key>" +
      "<integer>7</integer><key>__proto__</key><string>p</string></dict>",
  ));
  assertEquals([...texts], [["A", "x & y A ü"], ["C", "a<&>b"], ["E", ""], ["__proto__", "p"]]);
});

Deno.test("readPlist() gives lists and nested dictionaries", async () => {
  const value = await readPlist(
    list("<array><string>a</string><dict><key>k</key><real>1.5</real></dict></array>"),
  );
  assertEquals(JSON.stringify(value), '["a",{"k":1.5}]');
});

const BROKEN: readonly (readonly [string, Uint8Array, string])[] = [
  ["a binary list", encode("bplist00\x01\x02"), "It is a binary property list"],
  ["invalid UTF-8", Uint8Array.of(0x3c, 0xff), "It is not valid UTF-8"],
  ["other XML", encode("<html></html>"), "There is no <plist> element"],
  ["nothing", encode(""), "There is no <plist> element"],
  ["a list cut short", encode("<plist><dict><key>A</key><string>x"), "It ends before </plist>"],
  ["no dictionary", list("<string>a</string>"), "It holds no dictionary"],
  ["an empty list", list(""), "It holds no dictionary"],
  ["a value without a key", list("<dict><string>q</string></dict>"), "Near offset"],
];
for (const [name, bytes, message] of BROKEN) {
  Deno.test(`readPlistTexts() refuses ${name}`, async () => {
    const error = await assertRejects(() => readPlistTexts(bytes), PlistError);
    assert(error.message.startsWith(message), error.message);
  });
}

Deno.test("readPlist() fails cleanly on 500 damaged lists", async () => {
  const random = seeded(11);
  const whole = list("<dict><key>A</key><string>x &amp; y</string><key>B</key><array/></dict>");
  for (let round = 0; round < 500; round++) {
    const damaged = whole.slice();
    for (let each = 0; each < 3; each++) {
      damaged[Math.floor(random() * damaged.length)] = Math.floor(random() * 128);
    }
    await readPlist(damaged).catch((error) => assert(error instanceof PlistError, String(error)));
  }
});
