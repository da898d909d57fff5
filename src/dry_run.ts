/** `--dry-run`: runs a command against a plan in place of the network, and prints the plan. */
import type { RunRequest } from "./cli/run.ts";
import type { Context } from "./context.ts";
import {
  createPlan,
  type Plan,
  PlanEnd,
  type PlannedBody,
  type PlannedRequest,
} from "./http/plan.ts";
import type { Redactor } from "./http/redact.ts";
import { createOutput } from "./output/create_output.ts";
import type { Output } from "./output/output.ts";
import { stripControl } from "./output/sanitise.ts";
import type { System } from "./system/mod.ts";

/** What a run without a network is made of. */
export interface DryRun {
  readonly plan: Plan;
  /** The same doors, with the plan where the network was. */
  readonly system: System;
  /** Results of a command that did nothing are not shown; what it says about its ways is. */
  quieted(out: Output): Output;
}

/** Takes the network's place. */
export function startDryRun(system: System, redactor: Redactor): DryRun {
  const plan = createPlan(redactor);
  return {
    plan,
    system: { ...system, connect: () => plan.fetch },
    quieted: (out) => ({
      ...out,
      show() {},
      say() {},
      raw() {},
      record() {},
      rows: async (rows) => void await drain(rows),
    }),
  };
}

/** Runs the command to its end, or to where only a server knows how it goes on, and shows the plan. */
export async function runAsPlan(
  { command, input }: RunRequest<Context>,
  context: Context,
  plan: Plan,
): Promise<number> {
  let code: number | void = undefined;
  let isComplete = true;
  try {
    code = await command.run(input, context);
  } catch (error) {
    if (!(error instanceof PlanEnd)) throw error;
    isComplete = false;
  }
  const { terminal } = context;
  const format = context.out.isJson ? "json" : "text";
  const out = createOutput({ ...terminal, style: context.out.style, format });
  out.show({ json: planJson(plan, isComplete), text: () => planText(plan) });
  for (const note of plan.notes) out.note(stripControl(note));
  if (!isComplete) out.note("What comes after that depends on the server's answer.");
  out.note("Nothing was sent: this was a dry run.");
  return code ?? 0;
}

/** The payload of `--dry-run --format json`; its schema is in docs/json.md. */
export function planJson(plan: Plan, isComplete: boolean) {
  return {
    dryRun: true,
    complete: isComplete,
    requests: plan.requests.map((request) => ({
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(request.headers),
      ...bodyJson(request.body),
      assumed: request.assumed ?? null,
    })),
    notes: plan.notes,
  };
}

/** JSON as such where that says exactly the same, else the text or the size. */
function bodyJson(body: PlannedBody | undefined) {
  if (body === undefined) return {};
  if (body.kind === "bytes") return { bodyBytes: body.sizeBytes };
  try {
    const value: unknown = JSON.parse(body.text);
    if (JSON.stringify(value) === body.text) return { body: value };
  } catch {
    // No JSON.
  }
  return { bodyText: body.text };
}

/** One block a request: its first line, its headers, its body. */
export function planText({ requests }: Plan): string {
  if (requests.length === 0) return "No requests.";
  return requests.map((request) => {
    const lines = [
      `${request.method} ${request.url}`,
      ...request.headers.map(([name, value]) => `${name}: ${value}`),
      ...bodyLines(request),
      ...(request.assumed === undefined || request.assumed === "success"
        ? []
        : ["", `# Assumed answer: ${request.assumed}`]),
    ];
    return lines.map(stripControl).join("\n");
  }).join("\n\n\n");
}

function bodyLines({ body }: PlannedRequest): string[] {
  if (body === undefined) return [];
  if (body.kind === "text") return ["", body.text.replace(/\n$/, "")];
  return ["", `# ${body.sizeBytes} bytes`];
}

async function drain(rows: AsyncIterable<unknown>): Promise<void> {
  for await (const _row of rows);
}
