/** Check-ins: what a monitor is told at the start and the end of its job. */
import { toJson } from "../../api/to_json.ts";
import { writeEnvelope } from "../../formats/envelope/write.ts";

/** The job that checks in. */
export interface Monitor {
  /** 32 hex digits; the same for both check-ins of a run. */
  readonly checkInId: string;
  readonly slug: string;
  readonly environment: string;
  readonly config: MonitorConfig | undefined;
}

/** The monitor itself, which the opening check-in makes or changes. */
export interface MonitorConfig {
  readonly schedule: string;
  readonly checkInMargin: bigint | undefined;
  readonly maxRuntime: bigint | undefined;
  readonly timezone: string | undefined;
  readonly failureIssueThreshold: bigint | undefined;
  readonly recoveryThreshold: bigint | undefined;
}

/** "The job has begun." */
export function openingCheckIn(monitor: Monitor): Uint8Array {
  const { config } = monitor;
  return envelope(monitor, "in_progress", {
    monitor_config: config && {
      schedule: { type: "crontab", value: config.schedule },
      checkin_margin: config.checkInMargin,
      max_runtime: config.maxRuntime,
      timezone: config.timezone,
      failure_issue_threshold: config.failureIssueThreshold,
      recovery_threshold: config.recoveryThreshold,
    },
  });
}

/** "The job has ended." */
export function closingCheckIn(
  monitor: Monitor,
  status: "ok" | "error",
  durationMs: number,
): Uint8Array {
  return envelope(monitor, status, { duration: durationMs / 1000 });
}

function envelope(
  { checkInId, slug, environment }: Monitor,
  status: string,
  more: { readonly [key: string]: unknown },
): Uint8Array {
  const payload = toJson({
    check_in_id: checkInId,
    monitor_slug: slug,
    status,
    environment,
    ...more,
  });
  return writeEnvelope({}, [{
    header: { type: "check_in" },
    payload: new TextEncoder().encode(payload),
  }]);
}
