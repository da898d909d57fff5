/** One run of `doctor`: from the settings to the checks, and from their results to the terminal. */
import { runDoctor } from "../features/doctor/run_doctor.ts";
import type { CheckResult } from "../features/doctor/model.ts";
import { renderResult, renderSummary, showsUnicode } from "../features/doctor/render.ts";
import { VERSION } from "../base/version.ts";
import type { Context } from "../context.ts";
import { describePatient, type DoctorOptions } from "./doctor_patient.ts";

/** Gives the exit code: 1 when something is wrong. */
export async function examine(options: DoctorOptions, ctx: Context): Promise<0 | 1> {
  const log = options.bundle === undefined ? undefined : ctx.recordLog();
  const look = {
    style: ctx.out.style,
    unicode: showsUnicode(ctx.platform.os, (name) => ctx.env.get(name)),
  };
  const patient = await describePatient(options, ctx);
  const found = await runDoctor(patient, ctx, (result) => {
    // What could not be tried is said together at the end.
    if (result.becauseOf === undefined) ctx.out.say(renderResult(masked(result, ctx), look));
  });
  const results = found.map((result) => masked(result, ctx));
  const report = reportOf(results);
  ctx.out.say(renderSummary(results, look));
  if (ctx.out.isJson) ctx.out.show({ json: report, text: () => "" });
  if (options.bundle !== undefined && log !== undefined) {
    const { writeBundle } = await import("./doctor_bundle.ts");
    const path = await writeBundle(options.bundle, { results, report, log }, ctx);
    ctx.out.note(`Wrote '${path}'; look into it before you pass it on.`);
  }
  return report.ok ? 0 : 1;
}

/** The same without secrets: a message may quote an address with a password in it. */
function masked(result: CheckResult, { redact }: Context): CheckResult {
  const { message, fix } = result;
  return { ...result, message: redact(message), fix: fix === undefined ? undefined : redact(fix) };
}

/** For `--format json`. */
function reportOf(results: readonly CheckResult[]) {
  return {
    ok: results.every(({ status }) => status !== "failure"),
    version: VERSION,
    checks: results.map(({ id, status, title, message, fix }) => ({
      id,
      status,
      title,
      message,
      fix: fix ?? null,
    })),
  };
}
