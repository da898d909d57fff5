import { assertEquals, assertRejects, assertThrows } from "../../../tests/support/assert.ts";
import type { BulkResult } from "../../api/code_mappings.ts";
import { ApiError, Cancelled, InputError } from "../../base/errors.ts";
import { readMappings } from "./mappings_file.ts";
import { BATCH_SIZE, uploadBatches } from "./upload_batches.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const mapping = (at: number) => ({ stackRoot: `a${at}`, sourceRoot: "b" });
const many = (count: number) => Array.from({ length: count }, (_, at) => mapping(at));
const result = (more: Partial<BulkResult> = {}): BulkResult => ({
  created: 1,
  updated: 0,
  errors: 0,
  mappings: [],
  ...more,
});

Deno.test("readMappings() takes the two roots and nothing else", () => {
  assertEquals(readMappings(bytes('[{"stackRoot":"a","sourceRoot":" ","x":[1]}]')), [
    { stackRoot: "a", sourceRoot: " " },
  ]);
});

for (
  const [text, message] of [
    ["[]", "Mappings file contains an empty array. Nothing to upload."],
    ["", "Failed to parse mappings JSON"],
    ["{}", "Failed to parse mappings JSON"],
    ['[{"stackRoot":"a"}]', "Failed to parse mappings JSON"],
    ['[{"stackRoot":null,"sourceRoot":"b"}]', "Failed to parse mappings JSON"],
    ['[{"stackRoot":"","sourceRoot":""}]', "Mapping at index 0 has an empty stackRoot."],
    [
      '[{"stackRoot":"a","sourceRoot":"b"},{"stackRoot":"a","sourceRoot":""}]',
      "Mapping at index 1 has an empty sourceRoot.",
    ],
  ] as const
) {
  Deno.test(`readMappings() refuses ${JSON.stringify(text)}`, () => {
    assertThrows(() => readMappings(bytes(text)), InputError, message);
  });
}

Deno.test("readMappings() refuses what is no text", () => {
  assertThrows(
    () => readMappings(new Uint8Array([0x5b, 0xff, 0x5d])),
    InputError,
    "Failed to parse mappings JSON",
  );
});

Deno.test("readMappings() survives any damage", () => {
  const good = '[{"stackRoot":"com/a","sourceRoot":"src/a"}]';
  for (let cut = 0; cut < good.length; cut++) {
    assertThrows(() => readMappings(bytes(good.slice(0, cut))), InputError);
  }
});

Deno.test("uploadBatches() sends every mapping once, in order, 300 at a time", async () => {
  const sent: string[] = [];
  const told: string[] = [];
  const outcome = await uploadBatches(many(601), {
    send(batch) {
      sent.push(...batch.map(({ stackRoot }) => stackRoot));
      return Promise.resolve(result({ created: batch.length }));
    },
    onBatch: (number, count) => void told.push(`${number}/${count}`),
  });
  assertEquals(BATCH_SIZE, 300);
  assertEquals(sent, many(601).map(({ stackRoot }) => stackRoot));
  assertEquals(told, ["1/3", "2/3", "3/3"]);
  assertEquals([outcome.created, outcome.errors, outcome.batches], [601, 0, 3]);
});

Deno.test("uploadBatches() goes on after a failed batch and counts it as one error", async () => {
  let calls = 0;
  const outcome = await uploadBatches(many(900), {
    send: () =>
      ++calls === 2
        ? Promise.reject(new ApiError("API request failed", 500))
        : Promise.resolve(result({ errors: 2 })),
    onBatch() {},
  });
  assertEquals(calls, 3);
  assertEquals([outcome.created, outcome.errors], [2, 5]);
  assertEquals(outcome.failedBatches.map(({ number }) => number), [2]);
});

Deno.test("uploadBatches() stops at Ctrl-C", async () => {
  let calls = 0;
  await assertRejects(
    () =>
      uploadBatches(many(900), {
        send() {
          calls++;
          return Promise.reject(new Cancelled("Stopped"));
        },
        onBatch() {},
      }),
    Cancelled,
  );
  assertEquals(calls, 1);
});
