/** The order of versions (semver): a release comes after its pre-releases, build numbers do not count. */

interface Parts {
  readonly numbers: readonly bigint[];
  readonly preRelease: readonly string[];
}

function partsOf(version: string): Parts | undefined {
  const found = /^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(version);
  if (found === null) return undefined;
  const [, major = "", minor = "", patch = "", preRelease] = found;
  return {
    numbers: [major, minor, patch].map(BigInt),
    preRelease: preRelease?.split(".") ?? [],
  };
}

/** Whether a text is a version. */
export function isVersion(text: string): boolean {
  return partsOf(text) !== undefined;
}

/** Negative when `a` comes before `b`, 0 when they are equal; what is no version comes first. */
export function compareVersions(a: string, b: string): number {
  const [one, two] = [partsOf(a), partsOf(b)];
  if (one === undefined || two === undefined) return Number(!!one) - Number(!!two);
  for (const [at, number] of one.numbers.entries()) {
    const other = two.numbers[at] ?? 0n;
    if (number !== other) return number < other ? -1 : 1;
  }
  return comparePreReleases(one.preRelease, two.preRelease);
}

function comparePreReleases(one: readonly string[], two: readonly string[]): number {
  if (one.length === 0 || two.length === 0) return two.length - one.length;
  for (const [at, word] of one.entries()) {
    const other = two[at];
    if (other === undefined) return 1;
    if (word === other) continue;
    const [isNumber, otherIsNumber] = [/^\d+$/.test(word), /^\d+$/.test(other)];
    if (isNumber && otherIsNumber) return BigInt(word) < BigInt(other) ? -1 : 1;
    if (isNumber !== otherIsNumber) return isNumber ? -1 : 1;
    return word < other ? -1 : 1;
  }
  return one.length - two.length;
}
