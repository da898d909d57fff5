/**
 * Ours against the library that most tools use, over the same made-up mappings: 200,000 tokens, as a
 * bundle of 1.5 MB has. `deno bench src/formats/source_map/mappings_bench.ts`.
 */
import { decode, encode, type SourceMapSegment } from "@jridgewell/sourcemap-codec";
import { seeded } from "../../../tests/support/random.ts";
import { decodeMappings, encodeMappings } from "./mappings.ts";

const COUNTS = { sources: 300, names: 5000 };

function madeUp(): string {
  const random = seeded(7);
  const below = (limit: number) => Math.floor(random() * limit);
  const lines: SourceMapSegment[][] = [];
  for (let line = 0; line < 2000; line++) {
    let column = 0;
    lines.push(Array.from({ length: 100 }, (): SourceMapSegment => {
      column += 1 + below(12);
      const [source, sourceLine, sourceColumn] = [below(COUNTS.sources), below(3000), below(90)];
      return random() < 0.3
        ? [column, source, sourceLine, sourceColumn, below(COUNTS.names)]
        : [column, source, sourceLine, sourceColumn];
    }));
  }
  return encode(lines);
}

const MAPPINGS = madeUp();
const OURS = decodeMappings(MAPPINGS, COUNTS);
const THEIRS = decode(MAPPINGS);

Deno.bench(
  "ours",
  { group: "decode", baseline: true },
  () => void decodeMappings(MAPPINGS, COUNTS),
);
Deno.bench("sourcemap-codec", { group: "decode" }, () => void decode(MAPPINGS));
Deno.bench("ours", { group: "encode", baseline: true }, () => void encodeMappings(OURS));
Deno.bench("sourcemap-codec", { group: "encode" }, () => void encode(THEIRS));
