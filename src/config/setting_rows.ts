/** Builders for the rows of the catalogue: what a row leaves out is filled in here. */
import { MASK, Secret } from "../base/secret.ts";
import type { Origin, Setting } from "./model.ts";

/** The fields a row may leave to their defaults. */
export type RowOptions<T> = Partial<Omit<Setting<T>, "key" | "help" | "parse" | "form">>;

/** A row of any kind. */
export function row<T>(
  key: string,
  help: string,
  options: RowOptions<T> & Pick<Setting<T>, "parse" | "form">,
): Setting<T> {
  return {
    key,
    help,
    legacyKeys: [],
    variables: [],
    flag: undefined,
    inFiles: true,
    defaultValue: undefined,
    onInvalid: "fail",
    secret: false,
    emptyVariable: "value",
    joins: "flags",
    operatorOnly: false,
    ignored: false,
    shown: (text) => text,
    ...options,
  };
}

/** A row whose value is the text as it is. */
export function textRow(
  key: string,
  help: string,
  options: RowOptions<string> & { readonly form?: string } = {},
): Setting<string> {
  return row(key, help, { form: "text", ...options, parse: (text) => text });
}

/** A row whose value must never be shown. */
export function secretRow(
  key: string,
  help: string,
  options: RowOptions<Secret> & { readonly form?: string } = {},
): Setting<Secret> {
  return row(key, help, {
    form: "text",
    shown: (text) => text === "" ? "" : MASK,
    ...options,
    secret: true,
    parse: (text) => new Secret(text),
  });
}

/** A switch that is on for certain texts and off for all others. */
export function switchRow(
  key: string,
  help: string,
  isOn: (text: string, origin: Origin) => boolean,
  options: RowOptions<boolean> & { readonly form?: string } = {},
): Setting<boolean> {
  return row(key, help, { form: "true or false", ...options, parse: isOn });
}

/** A row without ini form. */
export const VARIABLE_ONLY = { inFiles: false } as const;

/** Accepted silently, as the reference does, and without effect. */
export function ignoredRow(
  key: string,
  help: string,
  options: RowOptions<string> = {},
): Setting<string> {
  return textRow(key, help, { ...options, ignored: true });
}
