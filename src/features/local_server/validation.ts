/** JSON bodies, checked field by field, with the error texts of Sentry's API. */
import { isRecord } from "../../base/is_record.ts";
import { headerValue } from "../../formats/http1.ts";
import { decodeUtf8 } from "./bytes.ts";
import type { ServerRequest } from "./http_server.ts";
import { badRequest, detailReply, jsonReply, Refusal } from "./replies.ts";
import { readTimestamp } from "./timestamps.ts";

/** The largest JSON body that is taken. */
const MAX_JSON_BYTES = 32 * 1024 * 1024;

/** Reads a JSON object from a request. Throws {@linkcode Refusal}. */
export async function readFields({ head, body }: ServerRequest): Promise<Fields> {
  const type = headerValue(head.headers, "content-type") ?? "";
  const bytes = await body.bytes(MAX_JSON_BYTES);
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new Refusal(detailReply(415, `Unsupported media type "${type}" in request.`));
  }
  const text = decodeUtf8(bytes);
  if (text === undefined) throw badRequest("JSON parse error - the body is not UTF-8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message : String(error);
    throw badRequest(`JSON parse error - ${why}`);
  }
  if (!isRecord(value)) {
    const message = `Invalid data. Expected a dictionary, but got ${typeName(value)}.`;
    throw new Refusal(jsonReply({ non_field_errors: [message] }, 400));
  }
  return new Fields(value);
}

export interface TextRules {
  readonly maxLength?: number;
  readonly allowBlank?: boolean;
  /** Gives what is wrong with a text, `undefined` when nothing is. */
  readonly check?: (text: string) => string | undefined;
}

/**
 * The fields of a JSON object. Readers note what is wrong and go on, so that one answer names all of
 * it; call {@linkcode Fields.settle} before using what they gave. `undefined` is an absent field, `null`
 * one that was given as null.
 */
export class Fields {
  readonly #value: Readonly<Record<string, unknown>>;
  readonly #errors: Record<string, string[]> = {};

  constructor(value: Readonly<Record<string, unknown>>) {
    this.#value = value;
  }

  /** The names of all fields. */
  names(): string[] {
    return Object.keys(this.#value);
  }

  /** A field as it is. */
  value(name: string): unknown {
    return this.has(name) ? this.#value[name] : undefined;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#value, name);
  }

  /** Notes an error about a field. */
  fail(name: string, message: string): undefined {
    (this.#errors[name] ??= []).push(message);
    return undefined;
  }

  /** Throws a {@linkcode Refusal} with all errors noted so far. */
  settle(): void {
    if (Object.keys(this.#errors).length > 0) throw new Refusal(jsonReply(this.#errors, 400));
  }

  requiredText(name: string, rules: TextRules = {}): string {
    if (!this.has(name)) this.fail(name, "This field is required.");
    else if (this.#value[name] === null) this.fail(name, "This field may not be null.");
    return this.text(name, rules) ?? "";
  }

  text(name: string, rules: TextRules = {}): string | null | undefined {
    const value = this.#value[name];
    if (!this.has(name)) return undefined;
    if (value === null) return null;
    if (typeof value !== "string") return this.fail(name, "Not a valid string.");
    if (value === "" && !rules.allowBlank) return this.fail(name, "This field may not be blank.");
    if (value.includes("\0")) return this.fail(name, "Null characters are not allowed.");
    if (rules.maxLength !== undefined && [...value].length > rules.maxLength) {
      const limit = rules.maxLength;
      return this.fail(name, `Ensure this field has no more than ${limit} characters.`);
    }
    const wrong = rules.check?.(value);
    return wrong === undefined ? value : this.fail(name, wrong);
  }

  choice<const C extends readonly string[]>(name: string, choices: C): C[number] | undefined {
    if (!this.has(name)) return undefined;
    const value = this.#value[name];
    const found = choices.find((each) => each === value);
    return found ?? this.fail(name, `${JSON.stringify(value)} is not a valid choice.`);
  }

  timestamp(name: string): string | null | undefined {
    const value = this.#value[name];
    if (!this.has(name)) return undefined;
    if (value === null) return null;
    const read = typeof value === "string" ? readTimestamp(value) : undefined;
    return read ?? this.fail(
      name,
      "Datetime has wrong format. Use one of these formats instead: " +
        "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].",
    );
  }

  /** A list whose items `read` turns into values; it gives `undefined` after noting an error. */
  list<T>(name: string, read: (item: unknown) => T | undefined): readonly T[] | undefined {
    if (!this.has(name)) return undefined;
    const value = this.#value[name];
    if (value === null) return this.fail(name, "This field may not be null.");
    if (!Array.isArray(value)) {
      return this.fail(name, `Expected a list of items but got type "${typeName(value)}".`);
    }
    return value.map((item: unknown) => read(item)).filter((item) => item !== undefined);
  }
}

/** The name of a type as Sentry's answers have it. */
function typeName(value: unknown): string {
  if (value === null) return "NoneType";
  if (Array.isArray(value)) return "list";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  return { string: "str", boolean: "bool" }[String(typeof value)] ?? "dict";
}
