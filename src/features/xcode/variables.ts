/** References to build settings in an Info.plist. */

/** The value of a build setting or environment variable. */
export type Variables = (name: string) => string | undefined;

/** How a reference changes the value, after a colon: `$(PRODUCT_NAME:rfc1034identifier)`. */
const MODIFIERS: Readonly<Record<string, (value: string) => string>> = {
  rfc1034identifier: (value) => value.replace(/[\s/]+/g, "-"),
  identifier: (value) => value.replace(/[\s/]+/g, "_"),
};

/**
 * Puts the values in for `$NAME`, `$(NAME)` and `${NAME}`. What is not set becomes empty; an unknown
 * modifier changes nothing.
 */
export function expandVariables(text: string, variables: Variables): string {
  return text.replace(
    /\$(?:\(([^()]*)\)|\{([^{}]*)\}|([A-Za-z_][A-Za-z0-9_]*))/g,
    (_, round?: string, curly?: string, bare?: string) => {
      const [name = "", ...modifiers] = (round ?? curly ?? bare ?? "").split(":");
      const value = variables(name) ?? "";
      return modifiers.reduce((sofar, each) => MODIFIERS[each]?.(sofar) ?? sofar, value);
    },
  );
}
