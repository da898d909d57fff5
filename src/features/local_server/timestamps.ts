/** Moments as Sentry writes them: UTC with microseconds, so that they sort as texts. */

/** `2026-01-31T10:00:00.000000Z`. */
export function formatTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "000Z");
}

const FORM = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,12}))?(Z|[+-]\d{2}:\d{2})$/i;

/** Reads RFC 3339 with a zone into the form above; `undefined` when it is no moment. */
export function readTimestamp(text: string): string | undefined {
  const [, day = "", time = "", fraction = "", zone = ""] = FORM.exec(text) ?? [];
  if (day === "") return undefined;
  const local = new Date(`${day}T${time}Z`);
  // `Date` takes 31 February for 3 March.
  if (Number.isNaN(local.getTime()) || !local.toISOString().startsWith(`${day}T${time}`)) {
    return undefined;
  }
  const at = local.getTime() - offsetMs(zone);
  const whole = new Date(at).toISOString();
  return /^\d{4}-/.test(whole)
    ? `${whole.slice(0, 19)}.${fraction.slice(0, 6).padEnd(6, "0")}Z`
    : undefined;
}

function offsetMs(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):(\d{2})$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
