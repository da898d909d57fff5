import { InputError } from "../../base/errors.ts";
import { atomicWrite } from "../../system/atomic_write.ts";
import { encodeKept, hasEventId, type Kept, newName, pathOf, prune, type Spool } from "./spool.ts";

/**
 * Keeps an envelope; older ones give way when there is no room. Throws an `InputError` for one that is
 * larger than the whole spool, and `SystemError`. One that may have arrived and could not be told apart is
 * put aside at once; gives `"aside"` then.
 */
export async function addToSpool(
  spool: Spool,
  kept: Kept,
  { mayHaveArrived = false }: { readonly mayHaveArrived?: boolean } = {},
): Promise<"waiting" | "aside"> {
  const bytes = encodeKept(kept);
  if (bytes.length > spool.maxBytes) {
    throw new InputError(
      `it has ${bytes.length} bytes, and spool.max_size is ${spool.maxBytes} bytes`,
    );
  }
  await spool.fs.makeDirectory(spool.folder);
  await spool.fs.chmod(spool.folder, 0o700);
  await prune(spool, bytes.length);
  const isAside = mayHaveArrived && !hasEventId(kept.envelope);
  const name = newName(spool);
  await atomicWrite(spool, pathOf(spool, isAside ? `${name}.rejected` : name), bytes);
  return isAside ? "aside" : "waiting";
}
