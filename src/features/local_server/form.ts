/** Multipart forms. */
import { badRequest } from "./replies.ts";

export interface FormPart {
  readonly name: string;
  readonly file: string | File;
}

/** The parts of a form in order. Throws a `Refusal`. */
export async function readForm(bytes: Uint8Array, type: string): Promise<FormPart[]> {
  try {
    const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": type } })
      .formData();
    return [...form].map(([name, file]) => ({ name, file }));
  } catch {
    throw badRequest("The body is not a multipart form");
  }
}
