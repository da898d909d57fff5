/** Times in cells of tables, as the reference writes them. */

/** `3 hours`, `1 minute`, `0 seconds`: the largest of hours, minutes and seconds, as 3.8 says it. */
export function ago(from: string, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - Date.parse(from)) / 1000));
  const [amount, unit] = seconds >= 3600
    ? [Math.floor(seconds / 3600), "hour"]
    : seconds >= 60
    ? [Math.floor(seconds / 60), "minute"]
    : [seconds, "second"];
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}

/** `2020-10-29 21:43:43.245609 UTC`: 0, 3, 6 or 9 digits of a second, in UTC. */
export function utcTimestamp(rfc3339: string): string {
  const at = Date.parse(rfc3339);
  if (Number.isNaN(at)) return rfc3339;
  const fraction = /[.](\d+)/.exec(rfc3339)?.[1]?.slice(0, 9).replace(/0+$/, "") ?? "";
  const digits = fraction.padEnd(Math.ceil(fraction.length / 3) * 3, "0");
  const whole = new Date(at).toISOString().slice(0, 19).replace("T", " ");
  return `${whole}${digits === "" ? "" : `.${digits}`} UTC`;
}
