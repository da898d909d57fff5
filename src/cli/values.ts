/** Which of several places a value comes from: the innermost level, the environment, the default. */
import type { AnyLevel, Entry, Level } from "./level.ts";
import { InvalidValue } from "./options.ts";
import { invalidValue } from "./usage_errors.ts";

/** Reads variables. */
export interface Env {
  get(name: string): string | undefined;
}

/** What was given at one level. */
export interface LevelRead<Ctx> {
  readonly level: Level<Ctx>;
  readonly given: ReadonlyMap<string, unknown>;
}

/** The level whose value of an option counts: the innermost. */
export function holderOf<Ctx>(
  entry: Entry,
  levels: readonly LevelRead<Ctx>[],
): LevelRead<Ctx> | undefined {
  return levels.findLast(({ level, given }, index) => {
    if (!given.has(entry.id)) return false;
    if (index === levels.length - 1) return true;
    return level.options.some((each) => each.id === entry.id && each.isHandedDown);
  });
}

/** What a variable says, `undefined` when it says nothing that counts. */
export function envValue(level: AnyLevel, entry: Entry, env: Env): unknown {
  const source = entry.spec.env;
  const word = source === undefined ? undefined : env.get(source.name);
  if (source === undefined || word === undefined) return undefined;
  try {
    const value = source.parse(word);
    if (value === undefined || !entry.spec.repeated || Array.isArray(value)) return value;
    return [value];
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    throw invalidValue(level, entry, { word, why: error.message, variable: source.name });
  }
}

/** The values of some entries: typed, from the environment, or the default. */
export function valuesOf<Ctx>(
  entries: readonly Entry[],
  levels: readonly LevelRead<Ctx>[],
  env: Env,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const entry of entries) {
    if (entry.builtin !== undefined) continue;
    const holder = holderOf(entry, levels);
    const level = levels.at(-1)?.level;
    const value = holder !== undefined
      ? holder.given.get(entry.id)
      : level && envValue(level, entry, env);
    values[entry.key] = value ?? entry.spec.defaultValue;
  }
  return values;
}

/** What only the groups on the way take: their `options` and `args`. */
export function groupValues<Ctx>(
  groups: readonly LevelRead<Ctx>[],
  env: Env,
): Record<string, unknown> {
  return Object.assign(
    {},
    ...groups.map((read) => {
      const own = read.level.options.filter((entry) =>
        entry.scope === "own" && !entry.isHandedDown
      );
      return valuesOf([...own, ...read.level.args], [read], env);
    }),
  );
}
