/** Whether what answers is a Sentry server, and whether our clock agrees with its. */
import { reasonOf, transportErrorIn } from "./errors.ts";
import {
  type Check,
  type Contact,
  failure,
  type Finding,
  ok,
  skipped,
  type Visit,
  warning,
} from "./model.ts";

const MINUTE_MS = 60_000;
/** Below this nobody is disturbed; the header has whole seconds and took its time to come. */
const TOLERATED_MS = 5 * MINUTE_MS;
/** A day, give or take: from there on certificates and tokens seem to be of another time. */
const TOO_FAR_MS = 24 * 60 * MINUTE_MS - TOLERATED_MS;

export const answerCheck: Check = {
  id: "answer",
  title: "Answer",
  needs: ["tls", "revocation"],
  async run(visit) {
    const { server } = visit.route;
    try {
      return judge(visit, await visit.contact());
    } catch (error) {
      const found = transportErrorIn(error);
      if (found?.failure === "timeout") {
        return failure(
          `the server takes the connection but does not answer: ${found.message}`,
          (server.value.startsWith("https:") ? "Check that the port speaks TLS; ask" : "Ask") +
            " who runs the server; http.answer_timeout sets how long to wait",
        );
      }
      return failure(
        `the server does not answer properly: ${reasonOf(error)}`,
        `Check that a Sentry server listens at ${server.value} (${server.where})`,
      );
    }
  },
};

function judge({ route }: Visit, { status, headers, text }: Contact): Finding {
  const { server } = route;
  const type = headers.get("content-type") ?? "no content type";
  const correct = `Correct the address in ${server.where}: it is that of the Sentry server`;
  const target = headers.get("location");
  if (status >= 300 && status < 400 && target !== null) {
    const there = URL.parse(target, server.value);
    return failure(
      `the server sends us on to ${there?.origin ?? "another address"}`,
      there === null ? correct : `Use ${there.origin} in ${server.where}`,
    );
  }
  if (status >= 500) {
    return failure(`the server is in trouble (http status ${status})`, "Try again in a moment");
  }
  // Sentry answers the question "who am I" with JSON, known or not.
  if (/^application\/json\b/.test(type) && isObject(text) && status !== 404) {
    return ok(`${server.value} is a Sentry server`);
  }
  return failure(`what answers is not a Sentry server (http status ${status}, ${type})`, correct);
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

export const clockCheck: Check = {
  id: "clock",
  title: "Clock",
  needs: ["answer"],
  async run(visit) {
    const date = (await visit.contact()).headers.get("date");
    const theirs = date === null ? NaN : Date.parse(date);
    if (Number.isNaN(theirs)) return skipped("the server does not say what time it is");
    const offMs = visit.doors.clock.now() - theirs;
    const distance = Math.abs(offMs);
    const text = `this machine is ${span(distance)} ${
      offMs > 0 ? "ahead of" : "behind"
    } the server`;
    if (distance <= TOLERATED_MS) return ok("agrees with the server's");
    const fix = "Set the clock of this machine, best by a time service (NTP)";
    return distance >= TOO_FAR_MS ? failure(text, fix) : warning(text, fix);
  },
};

function span(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 120) return `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
