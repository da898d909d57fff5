/** Did-you-mean: which known names resemble a word. */

/** Names below this likeness are not offered; the reference draws the line at the same place. */
const LEAST_LIKENESS = 0.7;

/** The names that resemble `word`, least alike first. */
export function similarNames(word: string, names: Iterable<string>): string[] {
  const found: { name: string; likeness: number }[] = [];
  for (const name of names) {
    const likeness = jaro(word, name);
    if (likeness > LEAST_LIKENESS) found.push({ name, likeness });
  }
  return found.sort((a, b) => a.likeness - b.likeness).map((each) => each.name);
}

/** The name that resembles `word` most, if any does. */
export function mostSimilarName(word: string, names: Iterable<string>): string | undefined {
  return similarNames(word, names).at(-1);
}

/** Jaro similarity, 0 (nothing in common) to 1 (equal), by code points. */
export function jaro(left: string, right: string): number {
  const a = [...left];
  const b = [...right];
  if (a.length === 0 && b.length === 0) return 1;
  if (a.length === 0 || b.length === 0) return 0;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Array<boolean>(b.length).fill(false);
  const matched: string[] = [];
  for (const [i, letter] of a.entries()) {
    const to = Math.min(b.length, i + reach + 1);
    for (let j = Math.max(0, i - reach); j < to; j++) {
      if (taken[j] || b[j] !== letter) continue;
      taken[j] = true;
      matched.push(letter);
      break;
    }
  }
  if (matched.length === 0) return 0;
  const inOrderOfB = b.filter((_, j) => taken[j]);
  const outOfPlace = matched.filter((letter, i) => letter !== inOrderOfB[i]).length;
  const m = matched.length;
  return (m / a.length + m / b.length + (m - outOfPlace / 2) / m) / 3;
}
