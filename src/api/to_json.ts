/** Writes JSON with whole numbers of any size: ids may be larger than a double holds. */
export function toJson(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map((each: unknown) => toJson(each)).join(",")}]`;
  if (typeof value !== "object" || value === null || "toJSON" in value) {
    return JSON.stringify(value) ?? "null";
  }
  const fields = Object.entries(value).flatMap(([name, each]: [string, unknown]) =>
    each === undefined ? [] : [`${JSON.stringify(name)}:${toJson(each)}`]
  );
  return `{${fields.join(",")}}`;
}
