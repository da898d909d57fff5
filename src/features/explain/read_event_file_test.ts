import { assertEquals, assertThrows } from "../../../tests/support/assert.ts";
import { seeded } from "../../../tests/support/random.ts";
import { InputError } from "../../base/errors.ts";
import { readEventFile } from "./read_event_file.ts";

const read = (text: string) => readEventFile("f", new TextEncoder().encode(text));

Deno.test("readEventFile() takes an event, an envelope of one line items, and one with lengths", () => {
  const event = { event_id: "0".repeat(32), platform: "javascript" };
  const json = JSON.stringify(event);
  assertEquals(read(json), event);
  assertEquals(read(JSON.stringify(event, null, 2)), event);
  assertEquals(read(`{"dsn":"x"}\n{"type":"session"}\n{}\n{"type":"event"}\n${json}`), event);
  assertEquals(read(`{}\n{"type":"event","length":${json.length}}\n${json}\n`), event);
});

for (const text of ["", "[]", "5", "{", "{}", '{"event_id":"x"}', '{}\n{"type":"event"}\n[]']) {
  Deno.test(`readEventFile() refuses '${text.replaceAll("\n", "|")}'`, () => {
    assertThrows(() => read(text), InputError);
  });
}

Deno.test("readEventFile() fails cleanly on 500 damaged envelopes", () => {
  const random = seeded(2);
  const whole = '{"dsn":"x"}\n{"type":"event","length":25}\n{"platform":"javascript"}\n';
  for (let round = 0; round < 500; round++) {
    const bytes = new TextEncoder().encode(whole).slice(0, Math.ceil(random() * whole.length));
    bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    try {
      readEventFile("f", bytes);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
});
