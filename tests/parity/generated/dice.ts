/** Choices that follow from one seed. */
import { pick, seeded } from "../../support/random.ts";

export interface Dice {
  /** Below `end`. */
  below(end: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** So many things, from none to `most`. */
  some<T>(most: number, make: () => T): T[];
}

export function dice(seed: number): Dice {
  const random = seeded(seed);
  const below = (end: number) => Math.floor(random() * end);
  return {
    below,
    chance: (probability) => random() < probability,
    pick: (items) => pick(random, items),
    some: (most, make) => Array.from({ length: below(most + 1) }, make),
  };
}
