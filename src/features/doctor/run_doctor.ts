/** Runs the checks in their order; one that a failed one makes meaningless is left out, and said so. */
import { Cancelled } from "../../base/errors.ts";
import { answerCheck, clockCheck } from "./answer_checks.ts";
import { authCheck, placeCheck, scopesCheck } from "./access_checks.ts";
import type { Check, CheckId, CheckResult, Contact, DoctorDoors, Patient, Visit } from "./model.ts";
import { dnsCheck, limitError, proxyCheck, tcpCheck } from "./network_checks.ts";
import { revocationCheck, tlsCheck } from "./tls_checks.ts";
import { probeCheck, uploadCheck } from "./upload_checks.ts";

const CHECKS: readonly Check[] = [
  dnsCheck,
  proxyCheck,
  tcpCheck,
  tlsCheck,
  revocationCheck,
  answerCheck,
  clockCheck,
  authCheck,
  scopesCheck,
  placeCheck,
  uploadCheck,
  probeCheck,
];

/** All results, in order; `onResult` gets each as soon as it is there. */
export async function runDoctor(
  patient: Patient,
  doors: DoctorDoors,
  onResult: (result: CheckResult) => void = () => {},
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  /** What failed, and what tells nothing since then, each with the title of the failed one. */
  const lost = new Map<CheckId, string>();
  const add = (result: CheckResult) => {
    if (result.status === "failure") lost.set(result.id, result.title);
    results.push(result);
    onResult(result);
  };

  add({ id: "config", title: "Configuration", ...patient.config });
  const { route } = patient;
  const visit = route && createVisit({ ...patient, route }, doors);
  for (const { id, title, needs, run } of CHECKS) {
    if (id === "probe" && !patient.sendsChunk) continue;
    if (doors.signal.aborted) throw new Cancelled("Stopped");
    const culprit = needs.map((each) => lost.get(each)).find((each) => each !== undefined);
    if (culprit !== undefined || visit === undefined) {
      const reason = culprit ?? "Configuration";
      lost.set(id, reason);
      const message = `not tried, because of: ${reason}`;
      add({ id, title, status: "skipped", message, becauseOf: reason });
    } else add({ id, title, ...await run(visit) });
  }
  if (doors.signal.aborted) throw new Cancelled("Stopped");
  return results;
}

function createVisit(patient: Patient & Pick<Visit, "route">, doors: DoctorDoors): Visit {
  const { route, limitMs } = patient;
  let contact: Promise<Contact> | undefined;
  const makeContact = async (): Promise<Contact> => {
    const response = await route.fetch({
      method: "GET",
      url: `${route.server.value}/api/0/`,
      headers: [],
      authorize: false,
      buffered: true,
      timeouts: { answerMs: limitMs },
      signal: doors.signal,
    });
    const { status, headers } = response;
    return { status, headers, text: await response.text() };
  };
  return {
    ...patient,
    doors,
    contact: () => contact ??= makeContact(),
    async limited(step) {
      const ending = new AbortController();
      const stop = () => ending.abort(doors.signal.reason);
      doors.signal.addEventListener("abort", stop, { once: true });
      const cancel = doors.clock.alarm(limitMs, () => ending.abort(limitError(limitMs)));
      try {
        return await step(ending.signal);
      } finally {
        cancel();
        doors.signal.removeEventListener("abort", stop);
      }
    },
  };
}
