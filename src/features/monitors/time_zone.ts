/** Time zones by their names in the IANA database, as they are spelled there. */

/** Names without a region; the runtime also takes abbreviations that are none of them. */
const WITHOUT_REGION = new Set(
  ("CET CST6CDT Cuba EET EST EST5EDT Egypt Eire GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST " +
    "Hongkong Iceland Iran Israel Jamaica Japan Kwajalein Libya MET MST MST7MDT NZ NZ-CHAT Navajo " +
    "PRC PST8PDT Poland Portugal ROC ROK Singapore Turkey UCT UTC Universal W-SU WET Zulu").split(
      " ",
    ),
);

/** Whether there is such a zone. Case counts. */
export function isTimeZone(name: string): boolean {
  if (WITHOUT_REGION.has(name)) return true;
  // Names begin with a capital, which tells the links apart that the runtime would correct silently.
  if (!/^[A-Z]\w*(?:\/[A-Z][\w+-]*)+$/.test(name)) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions();
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
