/**
 * Type-check only: what `run` sees. A wrong inference fails `deno check`; nothing is run but the
 * assertion that the file was looked at.
 */
import { assertEquals } from "../../tests/support/assert.ts";
import { type Command, defineCommand, defineGroup, type Group } from "./command.ts";
import { choice, flag, integer, parsed, text, type Values } from "./options.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true
  : false;

function same<T extends true>(): T | undefined {
  return undefined;
}

interface Context {
  readonly name: string;
}

const options = {
  any: text("Any."),
  maybe: text("Maybe.").short("m").optional(),
  many: text("Many.").repeated(),
  fallback: integer("A number.").default(3),
  on: flag("On.").alias("active").hidden(),
  kind: choice("A kind.", ["a", "b"]),
  maybeKind: choice("A kind.", ["a", "b"]).optional(),
  date: parsed("A date.", (word) => new Date(word)).env("DATE"),
  rest: text("Rest.").rest(),
  needed: text("Rest.").rest().required().afterDashes(),
};

same<
  Equal<Values<typeof options>, {
    readonly any: string;
    readonly maybe: string | undefined;
    readonly many: readonly string[];
    readonly fallback: number;
    readonly on: boolean;
    readonly kind: "a" | "b";
    readonly maybeKind: "a" | "b" | undefined;
    readonly date: Date;
    readonly rest: readonly string[];
    readonly needed: readonly string[];
  }>
>();

const command = defineCommand({
  summary: "All of it.",
  args: { file: text("A file.") },
  options: { count: integer("A number.").optional() },
  fromGroups: { version: text("A version.").optional() },
  run({ args, options }, context: Context) {
    same<Equal<typeof args.file, string>>();
    same<Equal<typeof options.count, number | undefined>>();
    same<Equal<typeof options.version, string | undefined>>();
    same<Equal<typeof context, Context>>();
    // @ts-expect-error -- not declared
    args.other;
    // @ts-expect-error -- an argument is no option
    options.file;
    return args.file.length;
  },
});
same<Equal<typeof command, Command<Context>>>();

const bare = defineCommand({
  summary: "Nothing declared.",
  run({ args, options }, _context: Context) {
    // @ts-expect-error -- not declared
    args.x;
    // @ts-expect-error -- not declared
    options.x;
  },
});

const group = defineGroup<Context>({ summary: "A group.", commands: { command, bare } });
same<Equal<typeof group, Group<Context>>>();

// @ts-expect-error -- the commands of a group take the group's context
defineGroup<null>({ summary: "A group.", commands: { command } });

// @ts-expect-error -- a default has the type of the value
integer("A number.").default("three");

defineCommand({
  summary: "Wrong result.",
  // @ts-expect-error -- a text is no exit code
  run(_input, _context: Context) {
    return "done";
  },
});

Deno.test("defineCommand() infers what run gets (checked by the compiler)", () => {
  assertEquals(command.kind, "command");
});
