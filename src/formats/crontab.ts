/** The crontab schedules that a monitor takes (resource commands §7). */

interface FieldRule {
  readonly what: string;
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
}

const FIELDS: readonly FieldRule[] = [
  { what: "minute", min: 0, max: 59, names: [] },
  { what: "hour", min: 0, max: 23, names: [] },
  { what: "day of the month", min: 1, max: 31, names: [] },
  {
    what: "month",
    min: 1,
    max: 12,
    names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  },
  {
    what: "day of the week",
    min: 0,
    max: 6,
    names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
  },
];

/** What is wrong with a schedule, `undefined` when nothing is. */
export function crontabProblem(schedule: string): string | undefined {
  // Unicode `White_Space`, to which U+0085 belongs and U+FEFF does not.
  const words = schedule.split(/(?:(?!\uFEFF)[\s\x85])+/u).filter((word) => word !== "");
  if (words.length !== FIELDS.length) {
    return `it has ${words.length} field${words.length === 1 ? "" : "s"}, not five`;
  }
  for (const [at, rule] of FIELDS.entries()) {
    const word = words[at] ?? "";
    if (rule.names.includes(word.toLowerCase())) continue;
    const bad = word.split(",").find((item) => !isItem(item, rule));
    if (bad !== undefined) {
      const names = rule.names.length === 0 ? "" : `, or one of ${rule.names.join(", ")} alone`;
      return `'${bad}' is no ${rule.what}: those are ${rule.min} to ${rule.max}${names}`;
    }
  }
  return undefined;
}

function isItem(item: string, { min, max }: FieldRule): boolean {
  const inRange = (text: string | undefined) => {
    const value = text !== undefined && /^\+?\d+$/.test(text) ? Number(text) : NaN;
    return value >= min && value <= max;
  };
  if (inRange(item)) return true;
  const slash = item.indexOf("/");
  const range = slash < 0 ? item : item.slice(0, slash);
  const step = slash < 0 ? "1" : item.slice(slash + 1);
  if (!/^\+?\d+$/.test(step) || Number(step) < 1 || Number(step) > 0xffffffff) return false;
  if (range === "*") return true;
  const [from, to, ...more] = range.split("-");
  return more.length === 0 && inRange(from) && inRange(to) && Number(from) <= Number(to);
}
