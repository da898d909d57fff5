/** Sends code mappings in batches; one that fails does not stop the others. */
import type { BulkResult, CodeMapping, MappingResult } from "../../api/code_mappings.ts";
import { Cancelled, CliError } from "../../base/errors.ts";

/** The server takes no more at once. */
export const BATCH_SIZE = 300;

export interface UploadOutcome {
  readonly created: number;
  readonly updated: number;
  /** Mappings that the server refused, and batches that failed as a whole. */
  readonly errors: number;
  readonly mappings: readonly MappingResult[];
  readonly failedBatches: readonly FailedBatch[];
  readonly batches: number;
}

export interface FailedBatch {
  /** From 1. */
  readonly number: number;
  readonly error: CliError;
}

/** Sends all batches, in order. */
export async function uploadBatches(
  all: readonly CodeMapping[],
  { send, onBatch }: {
    readonly send: (batch: readonly CodeMapping[]) => Promise<BulkResult>;
    /** Is told before each batch, numbered from 1. */
    readonly onBatch: (number: number, count: number) => void;
  },
): Promise<UploadOutcome> {
  const batches = Math.ceil(all.length / BATCH_SIZE);
  const results: BulkResult[] = [];
  const failedBatches: FailedBatch[] = [];
  for (let number = 1; number <= batches; number++) {
    onBatch(number, batches);
    try {
      results.push(await send(all.slice((number - 1) * BATCH_SIZE, number * BATCH_SIZE)));
    } catch (error) {
      if (!(error instanceof CliError) || error instanceof Cancelled) throw error;
      failedBatches.push({ number, error });
    }
  }
  const sum = (count: (result: BulkResult) => number) =>
    results.reduce((total, result) => total + count(result), 0);
  return {
    created: sum(({ created }) => created),
    updated: sum(({ updated }) => updated),
    errors: sum(({ errors }) => errors) + failedBatches.length,
    mappings: results.flatMap(({ mappings }) => mappings),
    failedBatches,
    batches,
  };
}
