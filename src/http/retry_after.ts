/** Reads the `Retry-After` header (RFC 9110, 10.2.3). */

const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

/**
 * Milliseconds to wait from `nowMs`, never negative; `undefined` when the text is of neither form
 * (seconds, or one of the three forms of an HTTP date).
 */
export function retryAfterMs(text: string | null, nowMs: number): number | undefined {
  const value = text?.trim() ?? "";
  if (/^\d+$/.test(value)) {
    const seconds = Number(value);
    return Number.isSafeInteger(seconds * 1000) ? seconds * 1000 : Number.MAX_SAFE_INTEGER;
  }
  const at = httpDateMs(value, nowMs);
  return at === undefined ? undefined : Math.max(0, at - nowMs);
}

/** `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`. */
function httpDateMs(text: string, nowMs: number): number | undefined {
  const time = "(\\d{2}):(\\d{2}):(\\d{2})";
  const fixed = new RegExp(`^[A-Z][a-z]{2}, (\\d{2}) ([A-Z][a-z]{2}) (\\d{4}) ${time} GMT$`);
  const rfc850 = new RegExp(`^[A-Z][a-z]{5,8}, (\\d{2})-([A-Z][a-z]{2})-(\\d{2}) ${time} GMT$`);
  const asctime = new RegExp(`^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \\d]\\d) ${time} (\\d{4})$`);
  let match = fixed.exec(text);
  if (match !== null) return moment(match[3], match[2], match[1], match.slice(4));
  match = rfc850.exec(text);
  if (match !== null) return moment(fullYear(match[3], nowMs), match[2], match[1], match.slice(4));
  match = asctime.exec(text);
  if (match !== null) return moment(match[6], match[1], match[2]?.trim(), match.slice(3, 6));
  return undefined;
}

/** The year with those two digits that is nearest: more than 50 years ahead is the past (the RFC). */
function fullYear(twoDigits: string | undefined, nowMs: number): string {
  const thisYear = new Date(nowMs).getUTCFullYear();
  const year = thisYear - thisYear % 100 + Number(twoDigits);
  return String(year > thisYear + 50 ? year - 100 : year < thisYear - 50 ? year + 100 : year);
}

function moment(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  [hours, minutes, seconds]: readonly (string | undefined)[],
): number | undefined {
  const at = MONTHS.indexOf(month ?? "-");
  if (at < 0 || at % 3 !== 0) return undefined;
  const parts = [Number(year), at / 3, Number(day)] as const;
  const [h, m, s] = [Number(hours), Number(minutes), Number(seconds)];
  if (h > 23 || m > 59 || s > 60) return undefined;
  const ms = Date.UTC(...parts, h, m, s);
  // Date.UTC lets 31 Feb roll over.
  return new Date(Date.UTC(...parts)).getUTCDate() === parts[2] ? ms : undefined;
}
