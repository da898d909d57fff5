/**
 * What a command is: a declaration plus one function of `(input, context)`.
 *
 * The declaration feeds parsing, help, completions, the command reference and man pages. The clever
 * types of the framework live here and in `options.ts` alone.
 */
import type { Options, Values } from "./options.ts";

/** What `run` gets: the values of the declared arguments and options. */
export interface Input<A extends Options, O extends Options> {
  readonly args: Values<A>;
  readonly options: Values<O>;
}

/** Nothing for success; a number is the exit code (a check failed, a wrapped program's own code). */
export type CommandResult = void | number | Promise<void | number>;

/** What is said of a command or group. */
export interface Described {
  /** One line; a full stop at the end. */
  readonly summary: string;
  /** Further paragraphs for `--help` and the reference. */
  readonly description?: string;
  /** Example command lines with a word of explanation each. */
  readonly examples?: readonly { readonly command: string; readonly explains: string }[];
  /** Not listed in help. */
  readonly hidden?: boolean;
  /** Other names of the command; visible ones are listed in help. */
  readonly aliases?: readonly string[];
  readonly hiddenAliases?: readonly string[];
  /** Options that are no more, by long name, each with what to do in its place. */
  readonly retiredOptions?: { readonly [long: string]: string };
  /** Marks for the program that uses the framework, which itself only hands them on. */
  readonly tags?: readonly string[];
}

/** A leaf of the command tree, generic over the context that its function takes. */
export interface Command<Ctx> extends Described {
  readonly kind: "command";
  /** Positional arguments in order. */
  readonly args: Options;
  readonly options: Options;
  /**
   * While the first argument is unset, an unknown word that begins with `-` is taken for it
   * (`releases new -v1`), as the reference does for release versions.
   */
  readonly hyphenatedFirstArgument: boolean;
  /** Without any word of its own the command shows its help on stderr, exit code 2. */
  readonly helpWhenBare: boolean;
  /** Texts of the input that no output may show. */
  readonly secretsIn: (input: Input<Options, Options>) => readonly string[];
  readonly run: (input: Input<Options, Options>, context: Ctx) => CommandResult;
}

/** An inner node of the command tree. */
export interface Group<Ctx> extends Described {
  readonly kind: "group";
  /** Positional arguments before the subcommand. */
  readonly args: Options;
  /** Accepted before the subcommand only. */
  readonly options: Options;
  /** Accepted before the subcommand and by every command below; the innermost occurrence wins. */
  readonly inherited: Options;
  readonly commands: { readonly [name: string]: CommandNode<Ctx> | LaterNode<Ctx> };
}

export type CommandNode<Ctx> = Command<Ctx> | Group<Ctx>;

/** A node that is loaded when it is needed; see `later.ts`. */
export interface LaterNode<Ctx> extends Described {
  readonly kind: "later";
  readonly load: () => Promise<CommandNode<Ctx>>;
}

/** No declarations. */
type None = Record<never, never>;

/**
 * Declares a leaf; the types of `run`'s input are inferred from `args`, `options` and `fromGroups`.
 *
 * `fromGroups` names values that only an enclosing group takes (its `options` and `args`); they stand
 * among `input.options` under the same keys.
 */
export function defineCommand<
  Ctx,
  A extends Options = None,
  O extends Options = None,
  G extends Options = None,
>(
  declaration: Described & {
    readonly args?: A;
    readonly options?: O;
    readonly fromGroups?: G;
    readonly hyphenatedFirstArgument?: boolean;
    readonly helpWhenBare?: boolean;
    readonly secretsIn?: (input: Input<A, O & G>) => readonly string[];
    readonly run: (input: Input<A, O & G>, context: Ctx) => CommandResult;
  },
): Command<Ctx> {
  const { run, secretsIn, fromGroups: _typesOnly, ...rest } = declaration;
  return {
    kind: "command",
    hyphenatedFirstArgument: false,
    helpWhenBare: false,
    ...rest,
    args: declaration.args ?? {},
    options: declaration.options ?? {},
    // The parser fills the input from the same declarations, so the narrowing holds by construction.
    secretsIn: (secretsIn ?? (() => [])) as Command<Ctx>["secretsIn"],
    run: run as Command<Ctx>["run"],
  };
}

/** Declares a group of commands. */
export function defineGroup<Ctx>(
  declaration: Described & {
    readonly args?: Options;
    readonly options?: Options;
    readonly inherited?: Options;
    readonly commands: Group<Ctx>["commands"];
  },
): Group<Ctx> {
  return {
    kind: "group",
    ...declaration,
    args: declaration.args ?? {},
    options: declaration.options ?? {},
    inherited: declaration.inherited ?? {},
  };
}
